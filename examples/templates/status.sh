#!/bin/sh
# Status of a long job that leaves "pid", "count" and, at its end, "complete" in its directory. Always exit 0 with JSON.
cd "${JOB_DIR:-.}" || exit 1
pid=$(cat pid 2> /dev/null || echo null)
count=$(cat count 2> /dev/null || echo 0)
running=false completed=false
if kill -0 "$pid" 2> /dev/null; then running=true; elif [ -e complete ]; then completed=true; fi
printf '{"running":%s,"completed":%s,"pid":%s,"progress":{"count":%d}}\n' "$running" "$completed" "$pid" "$count"
