#!/bin/sh
# Checks a model exhaustively, and prints one line of figures.
#
#   test/model/check.sh [MODEL] [-DK=1 …]  delivery (the default) or write; what may be defined: its .pml
#   SECONDS_AT_MOST=300 MEGABYTES=9000     limits of the search
#   OPTIMIZE=-O0                           for a search that ends soon: most of its time goes into the compiler
#   TRAIL=1                                prints the way to an error, step by step
#
# Ends with 0 when every state was visited and nothing is wrong, 1 when a property is broken, 2 when the search was not
# completed or the model itself is wrong, 3 when it could not begin.
set -u
here=$(cd "$(dirname "$0")" && pwd)
model=delivery
case ${1:-} in
  [!-]*) model=$1 && shift ;;
esac
dir=$(mktemp -d) || exit 3
trap 'rm -rf "$dir"' EXIT
trap 'exit 3' HUP INT TERM
cd "$dir" || exit 3
spin -a "$@" "$here/$model.pml" > spin.log 2>&1 || { cat spin.log; exit 3; }
cc "${OPTIMIZE:--O1}" -w -DCOLLAPSE -DSAFETY -DNOREDUCE -DVECTORSZ=4096 -DMEMLIM="${MEGABYTES:-9000}" -o pan pan.c || exit 3
timeout "${SECONDS_AT_MOST:-300}" ./pan -m2000000 -w24 > out 2>&1
figure() { sed -nE "s/$1/\\1/p" out | tail -n 1; }
states=$(figure '^ *([0-9.e+]+) states, stored.*')
depth=$(figure '.*depth reached ([0-9]+).*')
seconds=$(figure '^pan: elapsed time ([0-9.]+).*')
megabytes=$(figure '^ *([0-9.]+).*total actual memory usage.*')
if grep -q '^pan:1: assertion violated' out; then
  result=$(figure '^pan:1: (.*) \(at depth.*')
  status=1
elif grep -q '^pan:1: ' out; then
  # Such as processes that wait for ever: the model itself is wrong.
  result=$(figure '^pan:1: (.*) \(at depth.*')
  status=2
elif ! grep -q 'errors: 0' out || grep -Eq 'Search not completed|max search depth too small|out of memory' out; then
  result='search not completed'
  status=2
else
  result=holds
  status=0
fi
echo "states=${states:-0} depth=${depth:-0} seconds=${seconds:-0} megabytes=${megabytes:-0} result=$result"
if [ -n "${TRAIL:-}" ] && [ "$status" = 1 ]; then
  spin -b -k ./*.trail -p -g -l "$@" "$here/$model.pml"
fi
exit "$status"
