import type { Ending } from '@owner-report/cli';
import { formatDuration, type ProcessRecord } from '@owner-report/spool';

/** How it ended, for people: "exit 3", "killed by SIGKILL", "timed out after 30 s", "could not be started: …". */
export function describeEnding(ending: Ending): string {
  if (ending.kind === 'exited') return `exit ${ending.code}`;
  if (ending.kind === 'killed') return `killed by ${ending.signal}`;
  if (ending.kind === 'timed-out') return describeTimeOut(ending.timeoutMs, ending.survivor);
  return `could not be started: ${ending.reason}`;
}

function describeTimeOut(timeoutMs: number, survivor: ProcessRecord | undefined): string {
  const text = `timed out after ${formatDuration(timeoutMs)}`;
  return survivor === undefined ? text : `${text}, and cannot be killed (process ${survivor.pid})`;
}

/** What an ending says of a process that cannot be killed. */
export function survivorOf(ending: Ending): { survivor?: ProcessRecord } {
  return 'survivor' in ending && ending.survivor !== undefined ? { survivor: ending.survivor } : {};
}

/** The ending of a command that could not be started. Of all reasons a tick says the same: 127. */
export function notStarted(reason: string): Extract<Ending, { kind: 'not-started' }> {
  return { kind: 'not-started', code: 127, reason };
}
