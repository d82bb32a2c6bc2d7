#!/bin/sh
# Runs one pass of the watchdog from cron, systemd or launchd, in whatever bare environment they give.
# Usage: run_owner_report_watchdog.sh [ARGUMENTS OF owner-report-watchdog]
# Finds a node that is new enough, and becomes `owner-report-watchdog --scheduled`, which fills in what neither the
# arguments, nor the environment, nor config.json says. Exit codes are the watchdog's; 69 no node, or no build.
set -u

root=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/.." && pwd -P) || exit 70
# shellcheck source=scripts/lib/runtime.sh
. "$root/scripts/lib/runtime.sh"

require_build() {
  [ -f "$root/packages/watchdog/dist/bundle/start.cjs" ] ||
    die 69 "expected the built watchdog at '$root/packages/watchdog/dist/bundle/start.cjs', found no file;" \
      "run npm ci && npm run build in '$root'"
}

main() {
  ensure_home
  NODE_BIN=$(find_node) || exit $?
  export NODE_BIN
  require_build
  # For the send command, and what it calls.
  prefer_node_on_path
  extend_path_for_tools
  exec "$NODE_BIN" "$root/packages/watchdog/bin/owner-report-watchdog.cjs" --scheduled "$@"
}

main "$@"
