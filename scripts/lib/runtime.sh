# shellcheck shell=sh
# Sourced by the scripts above: error exits, HOME and PATH for a bare environment, and the search for node.
# Exit codes are those of sysexits: 64 usage, 65 data, 69 unavailable, 74 input/output, 75 try again, 78 configuration.

# The oldest node the toolkit runs on, as MAJOR.MINOR.
node_minimum=20.19

# warn TEXT: one line on stderr, beginning with the name of the script.
warn() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
}

# die CODE TEXT: says why and ends the script.
die() {
  die_code=$1
  shift
  warn "$*"
  exit "$die_code"
}

# Sets HOME from the account when the environment has none, as under some schedulers.
ensure_home() {
  if [ -z "${HOME:-}" ]; then
    HOME=$(home_of_account) || exit $?
  fi
  export HOME
}

# Prints the home directory of the account, without the help of HOME.
home_of_account() (
  account_line=$(getent passwd "$(id -u)" 2>/dev/null) || account_line=
  if [ -n "$account_line" ]; then
    printf '%s\n' "$account_line" | cut -d: -f6
    exit 0
  fi
  account=$(id -un 2>/dev/null) || account=
  # The name goes through eval for its tilde, so only harmless letters may pass.
  case $account in
    '' | *[!A-Za-z0-9._-]*) die 78 "HOME is not set and the account '$account' has no known home directory; set HOME" ;;
  esac
  eval "printf '%s\\n' ~$account"
)

# extend_path DIR...: appends existing directories to PATH. What stands in PATH already keeps its rank.
extend_path() {
  for extra_directory in "$@"; do
    case ":$PATH:" in
      *":$extra_directory:"*) ;;
      *) [ ! -d "$extra_directory" ] || PATH="$PATH:$extra_directory" ;;
    esac
  done
  export PATH
}

# Appends the places where people keep programs and cron does not look.
extend_path_for_tools() {
  extend_path /usr/bin /bin /usr/local/bin /opt/homebrew/bin "$HOME/.local/bin" "$HOME/.npm-global/bin" \
    "$HOME/.volta/bin" "$HOME/.local/share/pnpm" "$HOME/Library/pnpm"
}

# Puts the directory of NODE_BIN first when `node` would be another one, for children that begin with `env node`.
prefer_node_on_path() {
  if [ "$(command -v node || :)" != "$NODE_BIN" ]; then
    PATH=$(dirname -- "$NODE_BIN"):$PATH
    export PATH
  fi
}

# Prints the version of the node at $1 without its "v"; nothing if it cannot be run or is no node.
node_version() {
  "$1" --version 2>/dev/null </dev/null | sed -n '1s/^v\([0-9][0-9]*\.[0-9].*\)$/\1/p'
}

# version_at_least VERSION MAJOR.MINOR
version_at_least() (
  found_rest=${1#*.}
  [ -n "$1" ] || exit 1
  [ "${1%%.*}" -gt "${2%%.*}" ] ||
    { [ "${1%%.*}" -eq "${2%%.*}" ] && [ "${found_rest%%.*}" -ge "${2#*.}" ]; }
)

# Prints the bin directories of all nvm versions, the newest first.
nvm_bin_directories() (
  versions="${NVM_DIR:-$HOME/.nvm}/versions/node"
  for version_directory in "$versions"/v*; do
    [ ! -d "$version_directory/bin" ] || printf '%s\n' "${version_directory##*/v}"
  done | sort -t . -k 1,1nr -k 2,2nr -k 3,3nr | while IFS= read -r version; do
    printf '%s\n' "$versions/v$version/bin"
  done
)

# Prints what `node` could mean in each directory of PATH, in order.
path_nodes() (
  set -f
  IFS=:
  for path_directory in $PATH; do
    printf '%s/node\n' "${path_directory:-.}"
  done
)

# Prints the directories that OpenClaw's installer may have put node and OpenClaw into.
openclaw_prefixes() {
  [ -z "${OPENCLAW_PREFIX:-}" ] || printf '%s\n' "$OPENCLAW_PREFIX"
  printf '%s\n' "$HOME/.openclaw"
}

# Prints every place where a node may be, the preferred first.
node_candidates() {
  path_nodes
  nvm_bin_directories | sed 's|$|/node|'
  printf '%s\n' "$HOME/.volta/bin/node" /opt/homebrew/bin/node /usr/local/bin/node
  openclaw_prefixes | sed 's|$|/tools/node/bin/node|'
}

# Prints the path of a node that is new enough. A NODE_BIN that is set is the only candidate.
# Returns 69, having said why, when there is none.
find_node() (
  if [ -n "${NODE_BIN:-}" ]; then
    explicit=$(command -v "$NODE_BIN" || :)
    version=$([ -z "$explicit" ] || node_version "$explicit")
    if ! version_at_least "$version" "$node_minimum"; then
      warn "NODE_BIN: expected a node >= $node_minimum, found ${version:-no usable node} at '$NODE_BIN';" \
        "set NODE_BIN to a newer node, or unset it to have one searched for"
      exit 69
    fi
    printf '%s\n' "$explicit"
    exit 0
  fi
  too_old=
  while IFS= read -r candidate; do
    { [ -f "$candidate" ] && [ -x "$candidate" ]; } || continue
    version=$(node_version "$candidate")
    if version_at_least "$version" "$node_minimum"; then
      printf '%s\n' "$candidate"
      exit 0
    fi
    too_old="$too_old, $candidate (${version:-not usable})"
  done <<EOF
$(node_candidates)
EOF
  found=${too_old#, }
  warn "expected a node >= $node_minimum, found ${found:-none} on PATH, in nvm, volta," \
    "Homebrew and /usr/local/bin; set NODE_BIN to the path of one"
  exit 69
)
