#!/bin/sh
# Compares the copy with the checksums that were taken when it was made. Fails when they differ, or when there is no copy.
set -eu
data=${EXAMPLE_DATA:-data}

case $(sh "${0%verify.sh}sync.sh" status) in
  *'"running":true'*)
    echo "not now: the sync is at work, and its end is verified"
    exit 0
    ;;
esac
if [ ! -e "$data/run/complete" ]; then
  echo "ALERT: there is no complete copy in $data; start the sync and wait for its end"
  exit 1
fi
cd "$data/copy"
count=$(wc -l < ../manifest)
if [ "$count" -gt 0 ] && ! sha256sum --check --quiet ../manifest 2>&1; then
  echo "ALERT: files of the copy are missing or have changed; start the sync again"
  exit 1
fi
echo "ok: $count files match their checksums"
