import { constants } from 'node:os';

import { exitCodes, formatDuration } from '@owner-report/spool';

/** How a command ended, or that it could not be started; durations in milliseconds. */
export type Ending =
  | { kind: 'exited'; code: number; durationMs: number }
  | { kind: 'killed'; signal: NodeJS.Signals; durationMs: number }
  | { kind: 'not-started'; reason: 'not found' | 'not executable'; message: string; durationMs: number };

/** An ending that takes as much room in a report as any can. */
export const longestEnding: Ending = {
  kind: 'not-started',
  reason: 'not executable',
  message: 'x'.repeat(100),
  durationMs: 999_999_999_999,
};

/** The code a shell would have ended with. */
export function exitCodeOf(ending: Ending): number {
  if (ending.kind === 'exited') return ending.code;
  if (ending.kind === 'killed') return 128 + constants.signals[ending.signal];
  return ending.reason === 'not found' ? 127 : 126;
}

/** Whether the command did what it was asked to. */
export function isSuccess(ending: Ending): boolean {
  return exitCodeOf(ending) === exitCodes.done;
}

/** What became of the command, to be put behind its name. */
export function describeEnding(ending: Ending): string {
  const after = `after ${formatDuration(ending.durationMs)}`;
  if (ending.kind === 'killed') return `was ended by ${ending.signal} ${after}`;
  if (ending.kind === 'not-started') return `could not be started: ${ending.reason} (${ending.message})`;
  return `${ending.code === 0 ? 'finished' : 'failed'}: exit ${ending.code} ${after}`;
}
