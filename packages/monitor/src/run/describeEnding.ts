import type { Ending } from '@owner-report/cli';
import { formatDuration } from '@owner-report/spool';

/** How it ended, for people: "exit 3", "killed by SIGKILL", "timed out after 30 s", "could not be started: …". */
export function describeEnding(ending: Ending): string {
  if (ending.kind === 'exited') return `exit ${ending.code}`;
  if (ending.kind === 'killed') return `killed by ${ending.signal}`;
  if (ending.kind === 'timed-out') return `timed out after ${formatDuration(ending.timeoutMs)}`;
  return `could not be started: ${ending.reason}`;
}

/** The ending of a command that could not be started. Of all reasons a tick says the same: 127. */
export function notStarted(reason: string): Ending {
  return { kind: 'not-started', code: 127, reason };
}
