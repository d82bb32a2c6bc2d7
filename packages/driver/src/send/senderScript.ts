/**
 * The shell that stands between us and the send command. It alone writes claim and receipt, so that both survive the
 * death of the driver. First it waits for one line on descriptor 3; without it the shell ends and leaves no claim.
 * Stdin and output are files, so that nothing depends on the driver staying alive.
 *
 * Its arguments: token, claim file, fence file, message file, output file, facts for the claim, send command.
 *
 * The claim file stays open until the receipt is in it: even if another pass removes its name, claim and receipt stay
 * one file.
 *
 * The command runs in a child shell, so that neither `exec`, `exit`, `set -e` nor a syntax error in it costs the
 * receipt; the trap keeps this shell alive when its group is told to end. `set -C` makes the claim exclusive.
 */
export const senderScript = `
trap : HUP INT QUIT TERM
read -r go <&3 || exit 75
exec 3<&-
umask 077
token=$1 run=$2 fence=$3 message=$4 output=$5 facts=$6 command=$7
exec < "$message" >> "$output" 2>&1
set -C
exec 4> "$run" || exit 75
set +C
echo "claim token=$token $facts pid=$$" >&4 || exit 75
current=
read -r current < "$fence"
if [ "$current" != "$token" ]; then echo refused >&4; exit 75; fi
umask "$OWNER_REPORT_UMASK"
unset OWNER_REPORT_UMASK
/bin/sh -c "$command" 4>&-
code=$?
echo "exit $code" >&4
exit "$code"
`;
