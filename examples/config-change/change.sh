#!/bin/sh
# Changes one value in a configuration file, keeps the file as it was, and can tell whether the change took effect.
set -eu
data=${EXAMPLE_DATA:-data}
conf=${CHANGE_FILE:-$data/service.conf}
before=$conf.before
hint="roll back: owner-report-monitor approve roll-back --by WHO --reason WHY, then run roll-back"

# With no file of its own the example changes a copy of the sample.
if [ ! -e "$conf" ] && [ -z "${CHANGE_FILE:-}" ]; then
  mkdir -p "$data"
  cp service.conf "$conf"
fi

value_of() {
  sed -n 's/^max_connections *= *\([0-9][0-9]*\) *$/\1/p' "$conf"
}

# put FILE: in one step, with the owner and mode of the file that is replaced
put() {
  cp -p "$conf" "$conf.tmp"
  cat "$1" > "$conf.tmp"
  mv "$conf.tmp" "$conf"
}

expect_number() {
  case ${1:-} in
    '' | *[!0-9]*)
      echo "expected a number, got '${1:-}'" >&2
      exit 64
      ;;
  esac
}

case ${1:-} in
  apply)
    expect_number "${2:-}"
    old=$(value_of)
    if [ -z "$old" ]; then
      echo "$conf: expected a line 'max_connections = NUMBER'; nothing was changed" >&2
      exit 65
    fi
    if [ "$old" = "$2" ]; then
      echo "max_connections is $2 already"
      exit 0
    fi
    cp -p "$conf" "$before.tmp"
    mv "$before.tmp" "$before"
    sed "s/^max_connections *=.*/max_connections = $2/" "$before" > "$conf.new"
    put "$conf.new"
    rm "$conf.new"
    echo "max_connections: $old -> $2; $hint"
    ;;
  verify)
    expect_number "${2:-}"
    now=$(value_of)
    if [ "$now" != "$2" ]; then
      echo "ALERT: max_connections is ${now:-not set}, expected $2; $hint"
      exit 1
    fi
    echo "ok: max_connections is $2"
    ;;
  rollback)
    if [ ! -e "$before" ]; then
      echo "$before: there is nothing to roll back to" >&2
      exit 66
    fi
    put "$before"
    echo "max_connections is $(value_of) again"
    ;;
  verify-rollback)
    if ! cmp "$before" "$conf"; then
      echo "ALERT: $conf is not as it was before the change; compare it with $before"
      exit 1
    fi
    echo "ok: $conf is as it was before the change"
    ;;
  *)
    echo "usage: change.sh apply NUMBER|verify NUMBER|rollback|verify-rollback" >&2
    exit 64
    ;;
esac
