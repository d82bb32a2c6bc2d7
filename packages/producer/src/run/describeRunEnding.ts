import type { Ending } from '@owner-report/cli';
import { formatDuration } from '@owner-report/spool';

/** An ending that takes as much room in a report as any can. */
export const longestEnding: Ending = {
  kind: 'not-started',
  code: 126,
  reason: `not executable (${'x'.repeat(100)})`,
};

/** What became of a command, to be put behind its name. */
export function describeRunEnding(ending: Ending, durationMs: number): string {
  const after = `after ${formatDuration(durationMs)}`;
  if (ending.kind === 'killed') return `was ended by ${ending.signal} ${after}`;
  if (ending.kind === 'timed-out') return `was ended because it took too long, ${after}`;
  if (ending.kind === 'not-started') return `could not be started: ${ending.reason}`;
  return `${ending.code === 0 ? 'finished' : 'failed'}: exit ${ending.code} ${after}`;
}
