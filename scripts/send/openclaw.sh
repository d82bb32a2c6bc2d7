#!/bin/sh
# Send command: gives the message to OpenClaw's `message send`.
# The driver hands over the message (OWNER_REPORT_MESSAGE, else stdin), OWNER_REPORT_CHANNEL (default discord) and
# OWNER_REPORT_TARGET. Success needs exit 0 and a JSON answer that says neither ok:false nor dry run, for OpenClaw has
# exited 0 on failures. Exits 0 sent, 65 no message, 69 OpenClaw or a node that suits it is missing, 75 not sent, 78 no target.
set -u

root=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/../.." && pwd -P) || exit 70
# shellcheck source=scripts/lib/runtime.sh
. "$root/scripts/lib/runtime.sh"
# shellcheck source=scripts/lib/openclaw.sh
. "$root/scripts/lib/openclaw.sh"
# shellcheck source=scripts/lib/message.sh
. "$root/scripts/lib/message.sh"

# Here OPENCLAW_HOME is the state directory itself; OpenClaw's own command would look in .openclaw below it.
set_state_directory() {
  if [ -n "${OPENCLAW_HOME:-}" ]; then
    OPENCLAW_STATE_DIR=${OPENCLAW_STATE_DIR:-$OPENCLAW_HOME}
    export OPENCLAW_STATE_DIR
  elif [ -z "${OPENCLAW_STATE_DIR:-}" ] && [ -d "$HOME/.openclaw" ]; then
    OPENCLAW_STATE_DIR=$HOME/.openclaw
    export OPENCLAW_STATE_DIR
  fi
  unset OPENCLAW_HOME
}

# run_openclaw ARG...: through its entry on the node chosen for it, else by its command.
run_openclaw() {
  if [ -n "$openclaw_entry" ]; then
    "$openclaw_node" "$openclaw_entry" "$@"
  else
    PATH="$(dirname -- "$openclaw_node"):$PATH" "$openclaw_command" "$@"
  fi
}

# The forms with = keep a message, or a chat id, that begins with a dash from being read as an option.
send_message() {
  message=$(cat "$scratch/message" && printf x)
  run_openclaw message send "--channel=$channel" "--target=$target" "--message=${message%x}" --json \
    </dev/null >"$scratch/answer"
}

# Looks for JSON objects in the answer, among log lines before or after them. Says what is wrong and returns 1 if there
# is none, or if one says that nothing was sent.
judge_answer() {
  "$openclaw_node" -e '
    const lines = require("node:fs").readFileSync(process.argv[1], "utf8").slice(-262144).split("\n");
    const parse = (text) => { try { return JSON.parse(text); } catch { return undefined; } };
    const documents = [];
    for (let first = 0; first < lines.length; first += 1) {
      if (!/^\s*\{/.test(lines[first])) continue;
      for (let last = lines.length - 1; last >= first; last -= 1) {
        if (!/\}\s*$/.test(lines[last])) continue;
        const document = parse(lines.slice(first, last + 1).join("\n"));
        if (document === undefined) continue;
        documents.push(document);
        first = last;
      }
    }
    const complaint = (part) => {
      if (part === null || typeof part !== "object") return undefined;
      if (part.ok === false) return "it says ok:false";
      if (part.dryRun === true || part.dry_run === true) return "it says dry run";
      return complaint(part.payload) ?? complaint(part.result);
    };
    const reason = documents.length === 0 ? "it has no JSON answer" : documents.map(complaint).find(Boolean);
    if (reason) { console.log(reason); process.exit(1); }
  ' -- "$scratch/answer"
}

main() {
  channel=${OWNER_REPORT_CHANNEL:-discord}
  target=${OWNER_REPORT_TARGET:-}
  [ -n "$target" ] ||
    die 78 "expected a target for $channel, found none; set OWNER_REPORT_TARGET (say, channel:1234567890)"
  ensure_home
  if [ -z "${OPENCLAW_NODE_BIN:-}" ]; then
    NODE_BIN=$(find_node) || exit $?
    prefer_node_on_path
  fi
  extend_path_for_tools
  require_openclaw
  set_state_directory
  make_scratch
  write_message "$scratch/message"
  send_message
  status=$?
  cat "$scratch/answer"
  [ "$status" -eq 0 ] || die 75 "expected exit 0 from openclaw message send, found $status; its output is above"
  reason=$(judge_answer) ||
    die 75 "openclaw message send exited 0, but its output does not confirm a send: ${reason:-it cannot be read}"
}

main
