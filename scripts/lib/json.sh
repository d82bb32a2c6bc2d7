# shellcheck shell=sh
# Sourced after runtime.sh: reads one value from a JSON file with jq, else with node.

# json_value FILE KEY...: prints the scalar at that path (keys and array positions), nothing if there is none.
# Returns 1 if the file is not JSON; exits 69 without jq and node.
json_value() (
  file=$1
  shift
  if command -v jq >/dev/null; then
    # shellcheck disable=SC2016 # $ARGS and $key are jq's.
    jq -r 'reduce $ARGS.positional[] as $key (.;
        if type == "array" and ($key | test("^[0-9]+$")) then .[$key | tonumber]
        elif type == "object" then .[$key] else null end)
      | if type == "string" or type == "number" or type == "boolean" then tostring else empty end' \
      --args "$@" <"$file" 2>/dev/null || exit 1
    exit 0
  fi
  reader=$(find_node 2>/dev/null) ||
    die 69 "expected jq or node to read JSON, found neither; install jq or set NODE_BIN"
  "$reader" -e '
    const [, file, ...keys] = process.argv;
    let value;
    try { value = JSON.parse(require("node:fs").readFileSync(file, "utf8")); } catch { process.exit(1); }
    for (const key of keys) value = value !== null && typeof value === "object" && Object.hasOwn(value, key) ? value[key] : null;
    if (value !== null && typeof value !== "object") console.log(String(value));
  ' -- "$file" "$@"
)
