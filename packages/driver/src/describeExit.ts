import { constants } from 'node:os';

/** What an exit code of `/bin/sh -c CMD` says, for people. */
export function describeExit(exitCode: number): string {
  if (exitCode === 126) return 'send command is not executable (exit 126)';
  if (exitCode === 127) return 'send command was not found (exit 127)';
  const signal = Object.entries(constants.signals).find(([, number]) => exitCode === 128 + number)?.[0];
  return signal === undefined
    ? `send command exited with ${exitCode}`
    : `send command was killed by ${signal} (exit ${exitCode})`;
}
