import { constants } from 'node:os';

import type { ProcessRecord } from '@owner-report/spool';

/** How a command ended. */
export type Ending =
  | { kind: 'exited'; code: number }
  | { kind: 'killed'; signal: NodeJS.Signals }
  /** It was ended because it took too long; one that could not be ended is named as its survivor. */
  | { kind: 'timed-out'; timeoutMs: number; survivor?: ProcessRecord }
  /**
   * `code`: what a shell ends with then, 127 for not found, 126 for not executable. `survivor`: the process of before that
   * it was not started beside.
   */
  | { kind: 'not-started'; code: 126 | 127; reason: string; survivor?: ProcessRecord };

const timedOutCode = 124;

/** The exit code that a shell would have given; 124 for one that took too long, as timeout(1) does. */
export function exitCodeOfEnding(ending: Ending): number {
  if (ending.kind === 'killed') return 128 + constants.signals[ending.signal];
  return ending.kind === 'timed-out' ? timedOutCode : ending.code;
}

/** Whether the command did what it was asked to. */
export function isSuccess(ending: Ending): boolean {
  return ending.kind === 'exited' && ending.code === 0;
}

/** The signal that a shell tells of by 128 + its number, or undefined for another exit code. */
export function signalOfExitCode(exitCode: number): string | undefined {
  return Object.entries(constants.signals).find(([, number]) => exitCode === 128 + number)?.[0];
}
