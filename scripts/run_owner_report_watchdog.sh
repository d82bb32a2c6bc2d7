#!/bin/sh
# Runs one pass of the watchdog from cron, systemd or launchd, in whatever bare environment they give.
# Usage: run_owner_report_watchdog.sh [ARGUMENTS OF owner-report-watchdog]
# Finds node, fills in what neither environment nor config.json says (OpenClaw as the send command, at most 5 reports),
# and becomes the watchdog. Exit codes are the watchdog's; 69 a program is missing, 78 no target is set.
set -u

root=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/.." && pwd -P) || exit 70
# shellcheck source=scripts/lib/runtime.sh
. "$root/scripts/lib/runtime.sh"
# shellcheck source=scripts/lib/openclaw.sh
. "$root/scripts/lib/openclaw.sh"

# read_switch VALUE: sets switch to yes or to nothing. The watchdog refuses what is neither on nor off.
read_switch() {
  case $1 in
    1 | [Tt][Rr][Uu][Ee] | [Yy][Ee][Ss] | [Oo][Nn]) switch=yes ;;
    *) switch= ;;
  esac
}

require_build() {
  [ -f "$root/packages/watchdog/dist/bundle/start.cjs" ] ||
    die 69 "expected the built watchdog at '$root/packages/watchdog/dist/bundle/start.cjs', found no file;" \
      "run npm ci && npm run build in '$root'"
}

# Reads from the arguments only what decides about the defaults. The watchdog judges them.
read_arguments() {
  home=${OWNER_REPORT_HOME:-$HOME/.clawteam/owner-reports}
  send_command=${OWNER_REPORT_SEND_CMD:-}
  max_count=${OWNER_REPORT_MAX_COUNT:-}
  sends=yes
  read_switch "${OWNER_REPORT_ALL:-}" && all=$switch
  read_switch "${OWNER_REPORT_DRY_RUN:-}" && previews=$switch
  read_switch "${OWNER_REPORT_FOLLOW:-}" && follows=$switch
  while [ $# -gt 0 ]; do
    read_argument "$@"
    shift "$argument_words"
  done
}

# Reads the first of its arguments and sets argument_words to 1, or to 2 if the next word is its value.
read_argument() {
  argument_words=1
  case $1 in
    --home | --send-cmd | --max-count | --timeout | --max-chars | --reason | --max-age | --older-than | --hold-after | \
      --on-invalid | --channel | --target) [ $# -lt 2 ] || argument_words=2 ;;
  esac
  case $1 in
    --home) home=${2:-$home} ;;
    --home=*) home=${1#*=} ;;
    --send-cmd | --send-cmd=*) send_command=given ;;
    --max-count | --max-count=*) max_count=given ;;
    --all) all=yes ;;
    --all=*) read_switch "${1#*=}" && all=$switch ;;
    --follow) follows=yes ;;
    --follow=*) read_switch "${1#*=}" && follows=$switch ;;
    --dry-run) previews=yes ;;
    --dry-run=*) read_switch "${1#*=}" && previews=$switch ;;
    --help | -h | --version) sends= ;;
    --target) target=${2:-} ;;
    --target=*) target=${1#*=} ;;
    --channel | --channel=*) channel=given ;;
    status | doctor | hold | release | prune) sends= ;;
  esac
}

# Prints those of the settings below that config.json holds. A file that cannot be read says nothing here; the watchdog
# refuses it with a message of its own.
configured_settings() {
  [ -f "$home/config.json" ] || return 0
  "$NODE_BIN" -e '
    let config = {};
    try { config = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8")) ?? {}; } catch {}
    const isSet = (key) => Object.hasOwn(config, key) && config[key] !== null && config[key] !== "";
    console.log(["sendCommand", "maxCount", "channel", "target"].filter(isSet).join(" "));
  ' -- "$home/config.json" 2>/dev/null || :
}

# configures NAME: whether config.json holds that setting.
configures() {
  case " $configured " in
    *" $1 "*) return 0 ;;
  esac
  return 1
}

# The one place that sets the environment of the watchdog and of the send command.
set_environment() {
  export NODE_BIN
  prefer_node_on_path
  extend_path_for_tools
  default_send=
  if [ -z "$send_command" ] && ! configures sendCommand; then
    default_send=yes
    OWNER_REPORT_SEND_CMD=$(shell_quote "$root/scripts/send/openclaw.sh")
    export OWNER_REPORT_SEND_CMD
    if [ -z "$channel" ] && ! configures channel; then
      OWNER_REPORT_CHANNEL=discord
      export OWNER_REPORT_CHANNEL
    fi
  fi
  if [ -z "$max_count$all" ] && ! configures maxCount; then
    OWNER_REPORT_MAX_COUNT=5
    export OWNER_REPORT_MAX_COUNT
  fi
}

# Whether this run may have something to send.
would_send() {
  { [ -n "$sends" ] && [ -z "$previews" ]; } || return 1
  [ -z "$follows" ] || return 0
  for report in "$home"/pending/*.md; do
    [ ! -e "$report" ] && [ ! -L "$report" ] || return 0
  done
  return 1
}

# With nothing to send, what is missing does no harm and is not complained about each minute.
require_default_send() {
  { [ -n "$default_send" ] && would_send; } || return 0
  if [ -z "$target" ] && ! configures target; then
    die 78 "expected a target for OpenClaw's message, found none in the environment and in '$home/config.json';" \
      "set OWNER_REPORT_TARGET (say, channel:1234567890), or OWNER_REPORT_SEND_CMD to another send command"
  fi
  require_openclaw
}

main() {
  ensure_home
  NODE_BIN=$(find_node) || exit $?
  require_build
  channel=${OWNER_REPORT_CHANNEL:-}
  target=${OWNER_REPORT_TARGET:-}
  read_arguments "$@"
  configured=$(configured_settings)
  set_environment
  require_default_send
  exec "$NODE_BIN" "$root/packages/watchdog/bin/owner-report-watchdog.cjs" "$@"
}

main "$@"
