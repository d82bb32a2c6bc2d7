#!/bin/sh
# Send command: openclaw.sh where an OpenClaw is installed or OPENCLAW_ENTRY names one, else telegram.sh.
# Guarantee: one of them runs, never both; a failure of OpenClaw stays a failure, for its message may have gone out.
# Exit codes are those of the one that ran.
set -u

root=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/../.." && pwd -P) || exit 70
# shellcheck source=scripts/lib/runtime.sh
. "$root/scripts/lib/runtime.sh"
# shellcheck source=scripts/lib/openclaw.sh
. "$root/scripts/lib/openclaw.sh"

ensure_home
extend_path_for_tools
if [ -n "${OPENCLAW_ENTRY:-}" ] || find_openclaw 2>/dev/null; then
  exec "$root/scripts/send/openclaw.sh"
fi
exec "$root/scripts/send/telegram.sh"
