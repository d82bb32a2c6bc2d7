import { isTerminal, writeOut } from '@owner-report/cli';
import { formatDuration } from '@owner-report/spool';

const width = 24;
const fewReports = 10;

/** A bar on a terminal's last line for a long backlog. */
export interface ProgressBar {
  show: (done: number, planned: number) => void;
  /** Makes room for a line of text. */
  clear: () => void;
}

/** A bar on stderr, or one that shows nothing when stderr is no terminal. */
export function createProgressBar(enabled: boolean): ProgressBar {
  if (!enabled || !isTerminal(2)) return { show: () => {}, clear: () => {} };
  const startedAt = performance.now();
  return {
    show: (done, planned) => {
      if (planned < fewReports) return;
      const filled = Math.round((done / planned) * width);
      const elapsed = performance.now() - startedAt;
      const left = done === 0 ? '' : `, about ${formatDuration((elapsed / done) * (planned - done))} left`;
      writeOut(2, `\r\u001B[K[${'#'.repeat(filled)}${'.'.repeat(width - filled)}] ${done}/${planned}${left}`);
      if (done === planned) writeOut(2, '\r\u001B[K');
    },
    clear: () => writeOut(2, '\r\u001B[K'),
  };
}
