#!/bin/sh
# Status of a long job that leaves "pid", "count" and, at its end, "complete" in its directory. Always exit 0 with JSON.
cd "${JOB_DIR:-.}" || exit 1
pid=$(cat pid 2> /dev/null || echo null)
count=$(cat count 2> /dev/null || echo 0)
running=false completed=false
# A zombie answers to kill -0, and does nothing any more.
is_zombie() { ps -o stat= -p "$pid" 2> /dev/null | grep -q '^ *Z'; }
if kill -0 "$pid" 2> /dev/null && ! is_zombie; then running=true; elif [ -e complete ]; then completed=true; fi
printf '{"running":%s,"completed":%s,"pid":%s,"progress":{"count":%d}}\n' "$running" "$completed" "$pid" "$count"
