import { formatDuration } from '@owner-report/spool';

import { describeEnding } from '../run/describeEnding.ts';
import type { JobRun, Outcome } from '../run/runJob.ts';
import { toOneLine } from './oneLine.ts';

const shownLines = 8;

/** Lines of a section about a run: how it ended, and what it printed that matters. */
export function describeRun(run: JobRun, outcome: Outcome): string[] {
  const word = outcome === 'failed' ? 'failed' : 'done';
  return [
    `status: ${word} (${toOneLine(describeEnding(run.ending))}, ${formatDuration(run.durationMs)})`,
    ...pickLines(run, outcome).map((line) => `message: ${toOneLine(line)}`),
  ];
}

// Of a run that cries, the lines that do; of one that failed without, the last ones.
function pickLines({ stdout, stderr, cries }: JobRun, outcome: Outcome): string[] {
  if (cries.length > 0) return cries;
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
  return outcome === 'fine' ? [] : lines.slice(-shownLines);
}
