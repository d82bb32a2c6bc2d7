/**
 * The shell that stands between us and the send command. It alone writes claim and receipt, so that both survive the
 * death of the driver. First it waits for one line on descriptor 3, the facts for its claim; without it the shell ends
 * and leaves no claim.
 * Stdin and output are files, so that nothing depends on the driver staying alive.
 *
 * Its arguments: token, claim file, fence file, message file, output file, result file, send command, and to whom root gives
 * the claim: whoever drains that home next must be able to read it. Empty when it stays whose it is.
 *
 * Until the send command runs, the shell ends with 75 for whatever is in the way: a signal, a file that is gone, or
 * something that is no file, which would be waited for or written into. `command` keeps a redirection that fails from
 * ending it with a code of its own.
 *
 * The claim file stays open until the receipt is in it: even if somebody removes its name, claim and receipt stay one
 * file.
 *
 * The command runs in a child shell, so that neither `exec`, `exit`, `set -e` nor a syntax error in it costs the
 * receipt; from then on the trap keeps this shell alive when its group is told to end. `set -C` makes the claim
 * exclusive.
 *
 * The receipt tells whether the command has left a result: anything but an empty file, or none. A power cut may take the
 * result and leave the receipt: then the exit code is not the last word. What is written behind the receipt, by a process
 * that the command has left, does not count.
 */
export const senderScript = `
trap 'exit 75' HUP INT QUIT TERM
read -r facts <&3 || exit 75
exec 3<&-
umask 077
token=$1 run=$2 fence=$3 message=$4 output=$5 result=$6 command=$7 owner=$8
for file in "$fence" "$message" "$output"; do [ -f "$file" ] || exit 75; done
command exec < "$message" >> "$output" 2>&1 || exit 75
if [ -e "$run" ] || [ -h "$run" ]; then exit 75; fi
set -C
command exec 4> "$run" || exit 75
set +C
[ -z "$owner" ] || chown -h "$owner" "$run" || exit 75
told=
trap 'told=1' HUP INT QUIT TERM
echo "claim token=$token $facts pid=$$" >&4 || exit 75
current=
if [ -f "$fence" ]; then read -r current < "$fence"; fi
if [ "$current" != "$token" ] || [ -n "$told" ]; then echo refused >&4; exit 75; fi
umask "$OWNER_REPORT_UMASK"
unset OWNER_REPORT_UMASK
/bin/sh -c "$command" 4>&-
code=$? said=' result'
if [ ! -h "$result" ]; then
  [ -e "$result" ] || said=
  [ ! -f "$result" ] || [ -s "$result" ] || said=
fi
echo "exit $code$said" >&4
exit "$code"
`;

/** What the shell ends with when it did not run the send command; the command may end so, too. */
export const notRunCode = 75;
