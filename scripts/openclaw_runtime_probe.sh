#!/bin/sh
# Finds the local node and OpenClaw's dist/entry.js (or its openclaw command) and prints them as one JSON document.
# Exits 69 when node or OpenClaw is missing; the document then has null in its place.
set -u

root=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/.." && pwd -P) || exit 70
# shellcheck source=scripts/lib/runtime.sh
. "$root/scripts/lib/runtime.sh"
# shellcheck source=scripts/lib/openclaw.sh
. "$root/scripts/lib/openclaw.sh"

print_help() {
  cat <<'EOF'
Usage: openclaw_runtime_probe.sh [--pretty] [--help]

Finds the local node and OpenClaw's dist/entry.js (or its openclaw command) and prints them as JSON.

Options:
  --pretty  one value a line
  --help    this text

Environment:
  NODE_BIN           the node to use, instead of a search on PATH, in nvm, volta and Homebrew
  OPENCLAW_ENTRY     OpenClaw's dist/entry.js, instead of a search in the global npm directories, in ~/.openclaw and on PATH
  OPENCLAW_NODE_BIN  the node that runs OpenClaw (default: NODE_BIN, or the first that suits OpenClaw)

Exit codes:
  0   both found (openclaw.node.satisfies says whether that node suits OpenClaw)
  64  unknown argument
  69  node or OpenClaw is missing

Example:
  openclaw_runtime_probe.sh --pretty
EOF
}

# json_text TEXT: TEXT as a JSON string, null if it is empty.
json_text() {
  if [ -z "$1" ]; then
    printf 'null'
  else
    printf '"%s"' "$(printf '%s' "$1" | tr -d '\000-\037' | sed 's/[\\"]/\\&/g')"
  fi
}

print_pretty() {
  cat <<EOF
{
  "schemaVersion": 1,
  "node": {
    "path": $(json_text "$NODE_BIN"),
    "version": $(json_text "$probed_node_version")
  },
  "openclaw": {
    "entry": $(json_text "$openclaw_entry"),
    "command": $(json_text "$openclaw_command"),
    "version": $(json_text "$openclaw_version"),
    "engines": $(json_text "$openclaw_engines"),
    "node": {
      "path": $(json_text "$openclaw_node"),
      "version": $(json_text "$openclaw_node_version"),
      "satisfies": ${openclaw_satisfies:-null}
    }
  }
}
EOF
}

# Takes line breaks and indentation out; no value holds a line break.
print_compact() {
  print_pretty | sed 's/^ *//' | tr -d '\n'
  echo
}

read_arguments() {
  format=print_compact
  for argument in "$@"; do
    case $argument in
      --pretty) format=print_pretty ;;
      --help)
        print_help
        exit 0
        ;;
      *) die 64 "expected --pretty or --help, found '$argument'" ;;
    esac
  done
}

main() {
  read_arguments "$@"
  ensure_home
  missing=
  probed_node_version=
  NODE_BIN=$(find_node) || missing=yes
  if [ -n "$NODE_BIN" ]; then
    probed_node_version=$(node_version "$NODE_BIN")
    prefer_node_on_path
  fi
  extend_path_for_tools
  find_openclaw || missing=yes
  inspect_openclaw
  "$format"
  [ -z "$missing" ] || exit 69
}

main "$@"
