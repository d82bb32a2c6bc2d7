#!/bin/sh
# Looks for files that everybody can write, and for keys that others can read. Paths in the list of accepted ones are
# passed over.
set -eu
root=${SCAN_ROOT:-.}
data=${EXAMPLE_DATA:-data}
accepted=$data/accepted.txt # one path a line, as it is printed here

if [ ! -d "$root" ]; then
  echo "expected a directory, got $root" >&2
  exit 66
fi
mkdir -p "$data"
[ -e "$accepted" ] || : > "$accepted"

# A directory with the sticky bit, such as /tmp, is meant to be written by everybody.
{
  find "$root" -xdev \( -type f -o -type d ! -perm -1000 \) -perm -0002 -print
  find "$root" -xdev -type f \( -name 'id_*' -o -name '*.pem' -o -name '*.key' -o -name '.env' \) \
    ! -name '*.pub' -perm -0004 -print
} | LC_ALL=C sort -u | grep -vxF -f "$accepted" > "$data/findings.tmp" || true
mv "$data/findings.tmp" "$data/findings.txt"

count=$(wc -l < "$data/findings.txt")
if [ "$count" -eq 0 ]; then
  echo "ok: nothing under $root is open to others that should not be"
  exit 0
fi
echo "ALERT: $count paths are open to others; chmod o-w or o-r them, or add them to $accepted"
head -n 5 "$data/findings.txt" | sed 's/^/ALERT: /'
