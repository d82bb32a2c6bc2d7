# shellcheck shell=sh
# Sourced after runtime.sh by the probe: where OpenClaw is, which node would run it, and whether that node suits it.

# Prints the package directories OpenClaw may be installed in, the preferred first.
openclaw_package_candidates() {
  for some_node in "${OPENCLAW_NODE_BIN:-}" "${NODE_BIN:-}" "$(command -v node || :)"; do
    [ -z "$some_node" ] || printf '%s\n' "$(dirname -- "$(dirname -- "$some_node")")/lib/node_modules/openclaw"
  done
  printf '%s/node_modules/openclaw\n' /usr/lib /usr/local/lib /opt/homebrew/lib "$HOME/.npm-global/lib"
  nvm_bin_directories | sed 's|/bin$|/lib/node_modules/openclaw|'
  openclaw_prefixes | sed 's|$|/lib/node_modules/openclaw|'
  printf '%s\n' "$HOME/.volta/tools/image/packages/openclaw/lib/node_modules/openclaw"
  openclaw_command_package
}

# Prints the directory of the file that the `openclaw` command is a link to, if any.
openclaw_command_package() {
  [ -z "$openclaw_command" ] || dirname -- "$(readlink -f -- "$openclaw_command")"
}

# Prints the first dist/entry.js that is installed.
installed_openclaw_entry() (
  openclaw_package_candidates | while IFS= read -r package; do
    for entry in "$package/dist/entry.js" "$package/dist/entry.mjs"; do
      if [ -f "$entry" ]; then
        printf '%s\n' "$entry"
        exit 0
      fi
    done
  done
)

# Sets openclaw_entry and openclaw_command, empty where there is none. An OPENCLAW_ENTRY that is set is the only
# candidate. Returns 69, having said why, when neither is found.
find_openclaw() {
  openclaw_entry=
  openclaw_command=
  if [ -n "${OPENCLAW_ENTRY:-}" ]; then
    if [ ! -f "$OPENCLAW_ENTRY" ]; then
      warn "OPENCLAW_ENTRY: expected OpenClaw's dist/entry.js, found no file at '$OPENCLAW_ENTRY';" \
        "set OPENCLAW_ENTRY to it, or unset it to have it searched for"
      return 69
    fi
    openclaw_entry=$OPENCLAW_ENTRY
    return 0
  fi
  openclaw_command=$(command -v openclaw || :)
  openclaw_entry=$(installed_openclaw_entry)
  if [ -z "$openclaw_entry$openclaw_command" ]; then
    warn "expected OpenClaw's dist/entry.js or an openclaw command, found neither on PATH nor in the global npm" \
      "directories; set OPENCLAW_ENTRY to the dist/entry.js (and OPENCLAW_NODE_BIN to the node that runs it)," \
      "or OWNER_REPORT_SEND_CMD to another send command"
    return 69
  fi
}

# Prints three lines about the package at $1 and the node version $2 of the node $3: its version, its engines.node,
# and whether the node satisfies them (true, false, or empty when that cannot be told).
openclaw_package_facts() {
  # shellcheck disable=SC2016 # The dollar signs are the regular expression's.
  "$3" -e '
    const [, file, nodeVersion] = process.argv;
    let manifest;
    try { manifest = JSON.parse(require("node:fs").readFileSync(file, "utf8")); } catch { manifest = {}; }
    const have = nodeVersion.split("-")[0].split(".").map(Number);
    const holds = (token) => {
      const match = /^(>=|<=|>|<|=|\^|~)?v?(\d+|x|\*)(?:\.(\d+|x|\*))?(?:\.(\d+|x|\*))?$/i.exec(token);
      if (!match) return null;
      const numbers = match.slice(2).map(Number);
      const unknown = numbers.findIndex(Number.isNaN);
      const want = unknown < 0 ? numbers : numbers.slice(0, unknown);
      // Only the parts that are written count: 22.5 is not > 22, and it is <= 22.
      const order = Math.sign(want.map((part, i) => have[i] - part).find((difference) => difference !== 0) ?? 0);
      const same = (parts) => want.slice(0, parts).every((part, i) => have[i] === part);
      switch (match[1]) {
        case ">=": return order >= 0;
        case "<=": return order <= 0;
        case ">": return order > 0;
        case "<": return order < 0;
        case "^": return order >= 0 && same(1);
        case "~": return order >= 0 && same(2);
        default: return order === 0;
      }
    };
    const all = (range) => {
      const verdicts = range.replace(/([<>=^~])\s+/g, "$1").trim().split(/\s+/).filter(Boolean).map(holds);
      return verdicts.includes(null) ? null : !verdicts.includes(false);
    };
    const satisfies = (ranges) => {
      const verdicts = ranges.split("||").map(all);
      return verdicts.includes(true) ? true : verdicts.includes(null) ? null : false;
    };
    const version = typeof manifest.version === "string" ? manifest.version : "";
    const engines = typeof manifest.engines?.node === "string" ? manifest.engines.node : "";
    console.log([version, engines, engines ? (satisfies(engines) ?? "") : ""].join("\n"));
  ' -- "$1" "$2"
}

# Sets openclaw_node, openclaw_node_version, openclaw_version, openclaw_engines and openclaw_satisfies after
# find_openclaw, each empty where it cannot be told. Where the first node does not suit OpenClaw, the first that does is
# taken; an OPENCLAW_NODE_BIN that is set is the only candidate.
inspect_openclaw() {
  judge_openclaw_node "$(command -v "${OPENCLAW_NODE_BIN:-$NODE_BIN}" || :)"
  { [ "$openclaw_satisfies" = false ] && [ -z "${OPENCLAW_NODE_BIN:-}" ]; } || return 0
  openclaw_first_node=$openclaw_node
  while IFS= read -r candidate; do
    { [ -f "$candidate" ] && [ -x "$candidate" ]; } || continue
    judge_openclaw_node "$candidate"
    [ "$openclaw_satisfies" != true ] || return 0
  done <<EOF
$(node_candidates)
EOF
  judge_openclaw_node "$openclaw_first_node"
}

# judge_openclaw_node NODE: sets what inspect_openclaw sets, for that node.
judge_openclaw_node() {
  openclaw_version=
  openclaw_engines=
  openclaw_satisfies=
  openclaw_node=$1
  openclaw_node_version=$([ -z "$openclaw_node" ] || node_version "$openclaw_node")
  { [ -n "$openclaw_node_version" ] && [ -n "$openclaw_entry$openclaw_command" ]; } || return 0
  if [ -n "$openclaw_entry" ]; then
    openclaw_manifest=$(dirname -- "$(dirname -- "$openclaw_entry")")/package.json
  else
    openclaw_manifest=$(openclaw_command_package)/package.json
  fi
  # shellcheck disable=SC2034 # The probe prints them.
  {
    IFS= read -r openclaw_version
    IFS= read -r openclaw_engines
    IFS= read -r openclaw_satisfies
  } <<EOF || :
$(openclaw_package_facts "$openclaw_manifest" "$openclaw_node_version" "$openclaw_node")
EOF
}
