import type { Invocation } from '@owner-report/cli';
import { exitCodes, schemaVersion, toPrintableLine } from '@owner-report/spool';

import { isOpen } from '../queue/followUps.ts';
import { openMonitor, showState } from './monitor.ts';

/** `owner-report-monitor queue`. */
export function showQueue(invocation: Invocation): number {
  const monitor = openMonitor(invocation);
  const { talk } = monitor;
  const state = showState(monitor);
  for (const item of state.queue) {
    const when = new Date(item.notBefore * 1000).toISOString();
    const end = item.exitCode === undefined ? '' : `  exit ${item.exitCode}`;
    const error = item.lastError === undefined ? '' : `  ${item.lastError}`;
    talk.result(toPrintableLine(`${item.status}  ${item.jobId}  not before ${when}  ${item.reason}${end}${error}`));
    talk.document({
      schemaVersion,
      id: item.id,
      job: item.jobId,
      status: item.status,
      not_before: when,
      reason: item.reason,
      attempt: item.attempt,
      verifies: item.verifies ?? null,
      exit_code: item.exitCode ?? null,
      error: item.lastError ?? null,
    });
  }
  if (!state.queue.some(isOpen)) talk.note('nothing is queued');
  return exitCodes.done;
}
