import { signalOfExitCode } from '@owner-report/cli';

/** What an exit code of `/bin/sh -c CMD` says, for people. */
export function describeExit(exitCode: number): string {
  if (exitCode === 126) return 'send command is not executable (exit 126)';
  if (exitCode === 127) return 'send command was not found (exit 127)';
  const signal = signalOfExitCode(exitCode);
  return signal === undefined
    ? `send command exited with ${exitCode}`
    : `send command was killed by ${signal} (exit ${exitCode})`;
}

/** Whether a command that failed so may have sent before: one that a signal killed did not say no. */
export function mayHaveSent(exitCode: number): boolean {
  return signalOfExitCode(exitCode) !== undefined;
}
