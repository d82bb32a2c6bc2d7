#!/bin/sh
# Send command: appends the message, below a line with id, time and attempt, to OWNER_REPORT_OUTBOX
# (default $OWNER_REPORT_HOME/outbox.txt). For trials and for people who read their reports in a file.
# Exits 0 appended, 65 no message, 73 no scratch directory, 74 the file cannot be written.
set -u

root=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/../.." && pwd -P) || exit 70
# shellcheck source=scripts/lib/runtime.sh
. "$root/scripts/lib/runtime.sh"
# shellcheck source=scripts/lib/message.sh
. "$root/scripts/lib/message.sh"

print_header() {
  printf '=== %s · %s · attempt %s%s\n' "${OWNER_REPORT_ID:-(no id)}" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \
    "${OWNER_REPORT_ATTEMPT:-1}" "$([ "${OWNER_REPORT_MAYBE_DUPLICATE:-}" != 1 ] || printf ' · maybe a duplicate')"
}

main() {
  ensure_home
  outbox=${OWNER_REPORT_OUTBOX:-${OWNER_REPORT_HOME:-$HOME/.clawteam/owner-reports}/outbox.txt}
  umask 077
  make_scratch
  write_message "$scratch/message"
  { print_header && cat "$scratch/message" && printf '\n\n'; } >"$scratch/entry" ||
    die 74 "cannot write to '$scratch'; free some space or set TMPDIR to another directory"
  # One cat is one appending write, so that entries of two senders do not mix.
  cat "$scratch/entry" >>"$outbox" ||
    die 74 "expected a file that can be appended to at '$outbox'; set OWNER_REPORT_OUTBOX to another one"
  sync "$outbox" 2>/dev/null || :
}

main
