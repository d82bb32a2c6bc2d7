#!/usr/bin/env bash
# The shortest drain that one could write: no order but that of names, no sync, no receipt, no time-out, no lock.
# In the home: drain.sh; the send command is $CMD.
for f in pending/*.md; do
  m=$(cat "$f")
  M=$m sh -c "$CMD" && mv "$f" sent/
done
