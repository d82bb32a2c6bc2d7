import { constants } from 'node:os';

/** What an exit code of `/bin/sh -c CMD` says, for people. */
export function describeExit(exitCode: number): string {
  if (exitCode === 126) return 'send command is not executable (exit 126)';
  if (exitCode === 127) return 'send command was not found (exit 127)';
  const signal = signalOf(exitCode);
  return signal === undefined
    ? `send command exited with ${exitCode}`
    : `send command was killed by ${signal} (exit ${exitCode})`;
}

/** Whether a command that failed so may have sent before: one that a signal killed did not say no. */
export function mayHaveSent(exitCode: number): boolean {
  return signalOf(exitCode) !== undefined;
}

// A shell tells of a signal by 128 + its number.
function signalOf(exitCode: number): string | undefined {
  return Object.entries(constants.signals).find(([, number]) => exitCode === 128 + number)?.[0];
}
