#!/bin/sh
# One check of this host: disk, memory or load. A value beyond its limit is an ALERT; a check that cannot be made fails.
set -eu

disks=${HEALTH_DISKS:-/}                     # paths, separated by spaces
disk_percent=${HEALTH_DISK_PERCENT:-90}      # used space, of each
memory_percent=${HEALTH_MEMORY_PERCENT:-95}  # memory that is not available
load_per_cpu=${HEALTH_LOAD_PER_CPU:-4}       # 15-minute load

# verdict WHAT VALUE LIMIT: whole numbers
verdict() {
  if [ "$2" -gt "$3" ]; then echo "ALERT: $1 (limit $3)"; else echo "ok: $1 (limit $3)"; fi
}

case ${1:-} in
  disk)
    # Unquoted on purpose: a list.
    # shellcheck disable=SC2086
    rows=$(df -P $disks)
    echo "$rows" | tail -n +2 | while read -r _ _ _ free used mount; do
      verdict "disk $mount is ${used%\%} % full, $((free / 1024)) MiB free" "${used%\%}" "$disk_percent"
    done
    ;;
  memory)
    total=$(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo)
    available=$(sed -n 's/^MemAvailable: *\([0-9]*\) kB/\1/p' /proc/meminfo)
    used=$(((total - available) * 100 / total))
    verdict "memory is $used % used, $((available / 1024)) MiB available" "$used" "$memory_percent"
    ;;
  load)
    read -r _ _ load _ < /proc/loadavg
    cpus=$(getconf _NPROCESSORS_ONLN)
    verdict "15-minute load is $load on $cpus CPUs" "${load%.*}" "$((cpus * load_per_cpu))"
    ;;
  *)
    echo "usage: health.sh disk|memory|load" >&2
    exit 64
    ;;
esac
