import { isTerminal, writeOut } from '@owner-report/cli';
import { formatDuration } from '@owner-report/spool';

const width = 24;
// A bar, counts and what is left; below that the counts alone.
const leastColumns = 64;
const fewReports = 10;
const countedAtOnce = 100;
const clearLine = '\r\u001B[K';

/** A line on a terminal that says how far a long backlog is. */
export interface ProgressBar {
  show: (done: number, planned: number) => void;
  /** Makes room for a line of text. */
  clear: () => void;
  /** Sums up what was shown. */
  end: (sent: number, left: number) => void;
}

/** One on stderr; one that shows nothing when stderr is no terminal, or one that moves no cursor. */
export function createProgressBar(enabled: boolean): ProgressBar {
  if (!enabled || !movesCursor()) return { show: () => {}, clear: () => {}, end: () => {} };
  const startedAt = performance.now();
  let isShown = false;
  return {
    show: (done, planned) => {
      if (planned < fewReports) return;
      isShown = true;
      writeOut(2, `${clearLine}${describeProgress(done, planned, performance.now() - startedAt)}`);
    },
    clear: () => writeOut(2, clearLine),
    end: (sent, left) => {
      if (!isShown) return;
      const took = formatDuration(performance.now() - startedAt);
      writeOut(2, `${clearLine}${sent} sent in ${took}, ${left} left\n`);
    },
  };
}

/** Counts on a terminal's last line what has no end in sight: `200 deleted`. @returns to be called for each one */
export function createCounter(enabled: boolean, done: string): { add: () => void; clear: () => void } {
  if (!enabled || !movesCursor()) return { add: () => {}, clear: () => {} };
  let count = 0;
  return {
    add: () => {
      count += 1;
      if (count % countedAtOnce === 0) writeOut(2, `${clearLine}${count} ${done}`);
    },
    clear: () => {
      if (count >= countedAtOnce) writeOut(2, clearLine);
    },
  };
}

function movesCursor(): boolean {
  return isTerminal(2) && !['', 'dumb'].includes(process.env['TERM'] ?? '');
}

function describeProgress(done: number, planned: number, elapsedMs: number): string {
  const counts = `${done}/${planned}`;
  if ((process.stderr.columns ?? Infinity) < leastColumns) return counts;
  const filled = Math.round((done / planned) * width);
  const left = done === 0 ? '' : `, about ${formatDuration((elapsedMs / done) * (planned - done))} left`;
  return `[${'#'.repeat(filled)}${'.'.repeat(width - filled)}] ${counts}${left}`;
}
