import { exitCodeOfEnding, isSuccess } from '@owner-report/cli';

import { cutTail } from '../run/cutTail.ts';
import type { JobRun } from '../run/runJob.ts';
import type { QueueItem } from '../state/state.ts';

/** What the state file keeps of a run, in the fields of ops-framework 0.1.0. */
export function recordRun(run: JobRun): {
  exitCode: number;
  durationMs: number;
  stdoutTail: string;
  stderrTail: string;
} {
  return {
    exitCode: exitCodeOfEnding(run.ending),
    durationMs: run.durationMs,
    stdoutTail: cutTail(run.stdout),
    stderrTail: cutTail(run.stderr),
  };
}

/** The same for the item that asked for it. */
export function recordItem(item: QueueItem, run: JobRun): void {
  const { exitCode, stdoutTail, stderrTail } = recordRun(run);
  Object.assign(item, { exitCode, stdoutTail, stderrTail, status: isSuccess(run.ending) ? 'done' : 'failed' });
}
