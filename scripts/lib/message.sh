# shellcheck shell=sh
# Sourced after runtime.sh by the send commands: the message the driver hands over, and a private scratch directory.

# write_message FILE: OWNER_REPORT_MESSAGE, else stdin, byte for byte. Exits 65 on an empty message.
write_message() {
  if [ -n "${OWNER_REPORT_MESSAGE:-}" ]; then
    printf '%s' "$OWNER_REPORT_MESSAGE" >"$1"
  else
    cat >"$1"
  fi || die 74 "cannot write the message to '$1'; free some space or set TMPDIR to another directory"
  [ -s "$1" ] || die 65 "expected a message in OWNER_REPORT_MESSAGE or on stdin, found neither"
}

# Sets scratch to a new directory that only this account can read and that goes away with the script.
make_scratch() {
  scratch=$(mktemp -d "${TMPDIR:-/tmp}/owner-report.XXXXXX") ||
    die 73 "cannot create a scratch directory in '${TMPDIR:-/tmp}'; set TMPDIR to a directory that can be written"
  trap 'rm -rf -- "$scratch"' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
}
