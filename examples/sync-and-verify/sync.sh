#!/bin/sh
# Copies a directory file by file and remembers how far it is, so that a start after a kill goes on from there.
#   $EXAMPLE_DATA/copy/       the copy; a file appears in it complete, or not at all
#   $EXAMPLE_DATA/manifest    checksums of what was copied, for verify.sh
#   $EXAMPLE_DATA/run/        list: what this run copies; checkpoint: how many of them are done; complete; pid; stop-reason
set -eu

source_dir=${SYNC_SOURCE:-.}
data=${EXAMPLE_DATA:-data}
pause=${SYNC_PAUSE:-0} # seconds between two files, to spare the disk
mkdir -p "$data/run" "$data/copy"
data=$(cd "$data" && pwd -P)
run=$data/run

# save NAME: standard input becomes that file, in one step
save() {
  cat > "$run/$1.tmp"
  mv "$run/$1.tmp" "$run/$1"
}

# When a process began. Its number alone may be that of another one by now; a zombie counts as gone.
born() {
  if [ -d /proc/self ]; then
    sed -n 's/.*) [^ZX] //p' "/proc/$1/stat" 2> /dev/null | cut -d ' ' -f 19
  else
    ps -o lstart= -p "$1"
  fi
}

is_running() {
  pid='' since=''
  { read -r pid since < "$run/pid"; } 2> /dev/null || return 1
  [ -n "$since" ] && [ "$(born "$pid")" = "$since" ]
}

start() {
  if is_running; then
    echo "already running (pid $pid)"
    return
  fi
  # Nothing is left to go on with: a new run. It replaces the old one when its list is there.
  if [ -e "$run/complete" ] || [ ! -e "$run/list" ]; then
    (list_files) > "$run/list.tmp"
    echo 0 0 | save checkpoint
    mv "$run/list.tmp" "$run/list"
    rm -f "$run/complete"
  fi
  rm -f "$run/stop-reason"
  nohup sh "$0" work < /dev/null >> "$run/log" 2>&1 &
  # On record before anybody asks for the status.
  echo "$! $(born "$!")" | save pid
  echo "started (pid $!)"
}

list_files() {
  cd "$source_dir"
  here=$(pwd -P)
  if [ -n "$(find . -name '*
*')" ]; then
    echo "expected names without line breaks in $here" >&2
    exit 65
  fi
  # What the example keeps is not part of the source.
  find . -path ".${data#"$here"}" -prune -o -type f -print | LC_ALL=C sort
}

work() {
  trap 'give_up stopped' TERM INT
  read -r finished lines < "$run/checkpoint"
  # A line more may be there, of a file that was not counted yet.
  touch "$data/manifest"
  head -n "$lines" "$data/manifest" > "$data/manifest.tmp"
  mv "$data/manifest.tmp" "$data/manifest"
  tail -n +"$((finished + 1))" "$run/list" > "$run/todo"
  cd "$source_dir"
  while IFS= read -r file; do
    # A file that is gone by now is not an error.
    if [ -e "$file" ]; then
      copy_file "$file" || give_up copy-failed
      lines=$((lines + 1))
    fi
    finished=$((finished + 1))
    echo "$finished $lines" | save checkpoint
    if [ "$pause" != 0 ]; then
      sleep "$pause" &
      wait "$!"
    fi
  done < "$run/todo"
  : | save complete
}

copy_file() {
  mkdir -p "$data/copy/$(dirname "$1")" &&
    cp -p "$1" "$run/part" &&
    sum=$(sha256sum < "$run/part") &&
    mv "$run/part" "$data/copy/$1" &&
    echo "${sum%% *}  $1" >> "$data/manifest"
}

give_up() {
  [ -z "${!:-}" ] || kill "$!" 2> /dev/null || true
  echo "$1" | save stop-reason
  exit 1
}

stop() {
  is_running || return 0
  kill "$pid"
  tries=100
  while is_running && [ "$tries" -gt 0 ]; do
    sleep 0.1
    tries=$((tries - 1))
  done
  ! is_running
}

status() {
  running=false completed=false reason='' finished=0 total=0
  if is_running; then running=true; else pid=null; fi
  if [ "$running" = false ] && [ -e "$run/complete" ]; then
    completed=true
  elif [ "$running" = false ]; then
    reason=$(cat "$run/stop-reason" 2> /dev/null || if [ -e "$run/list" ]; then echo killed; else echo not-started; fi)
  fi
  if [ -e "$run/list" ]; then
    read -r finished _ < "$run/checkpoint"
    total=$(wc -l < "$run/list")
  fi
  printf '{"running":%s,"completed":%s,"pid":%s,"stopReason":"%s","progress":{"files":%d,"of":%d}}\n' \
    "$running" "$completed" "$pid" "$reason" "$finished" "$total"
}

case ${1:-} in
  start | work | stop | status) "$1" ;;
  *)
    echo "usage: sync.sh start|status|stop" >&2
    exit 64
    ;;
esac
