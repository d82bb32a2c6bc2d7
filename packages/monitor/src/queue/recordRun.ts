import { exitCodeOfEnding, isSuccess } from '@owner-report/cli';

import type { Job } from '../config/job.ts';
import { changeMemory, rememberSurvivor } from '../evaluate/memory.ts';
import { cutTail } from '../run/cutTail.ts';
import { survivorOf } from '../run/describeEnding.ts';
import { type JobRun, outcomeOf } from '../run/runJob.ts';
import type { Ledger } from '../state/ledger.ts';
import type { QueueItem } from '../state/state.ts';
import { followUpsOf } from './followUps.ts';

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

/**
 * Records what a one-shot run leaves behind: its result, and its follow-up jobs in the queue.
 * @param ledger `now` is when it ended
 * @param verifies of a write: the id of its run
 * @returns the follow-up jobs
 */
export function recordOneShot(
  job: Job,
  run: JobRun,
  { jobs, state, now }: Pick<Ledger, 'jobs' | 'state' | 'now'>,
  verifies?: string,
): QueueItem[] {
  const followUps = followUpsOf(job, outcomeOf(run) === 'failed' ? 'failure' : 'success', jobs, now, verifies);
  changeMemory(state.jobs, job.id, { lastRunAt: now.getTime() / 1000, lastRun: recordRun(run) });
  rememberSurvivor(state.jobs, job.id, 'run', survivorOf(run.ending).survivor);
  state.queue.push(...followUps);
  return followUps;
}

/** The same for the item that asked for it. */
export function recordItem(item: QueueItem, run: JobRun): void {
  const { exitCode, stdoutTail, stderrTail } = recordRun(run);
  Object.assign(item, { exitCode, stdoutTail, stderrTail, status: isSuccess(run.ending) ? 'done' : 'failed' });
}
