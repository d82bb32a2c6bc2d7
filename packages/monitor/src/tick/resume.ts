import type { Job } from '../config/job.ts';
import { changeMemory, parseMemory } from '../evaluate/memory.ts';
import { claimStart } from '../queue/claimStart.ts';
import type { JobRun } from '../run/runJob.ts';
import { startJob } from '../run/startJob.ts';
import type { State } from '../state/state.ts';
import type { StateFile } from '../state/stateFile.ts';
import { lookAt } from './observeJobs.ts';
import type { Decided } from './planTick.ts';

/** What became of a job that was to be resumed. */
export type Resume =
  | { kind: 'started'; run: JobRun }
  /** Nobody may start it now; the right to do so was not taken. */
  | { kind: 'kept-back' }
  /** It need not be started any more; the right to do so was taken. */
  | { kind: 'overtaken' };

/**
 * Starts a job that a tick has decided to resume. What was decided may be out of date: the intention is saved only if
 * nobody has started or stopped it since, and it is looked at again right before the start. A crash in the middle uses up
 * its backoff.
 */
export async function resumeJob(decided: Decided, job: Job, file: StateFile, now: Date): Promise<Resume> {
  const { occasion } = decided.verdict;
  const why = occasion?.kind === 'anomaly' ? occasion.text : 'paused';
  const state = await file.update(async (current) =>
    (await claimResume(current, job, why, now)) ? current : undefined,
  );
  if (state === undefined) return { kind: 'kept-back' };
  const look = await lookAt(job, state);
  if (look.kind !== 'seen' || look.status.running || look.status.completed) return { kind: 'overtaken' };
  return { kind: 'started', run: await startJob(job, file.startLogs, parseMemory(state.jobs[job.id]).givenUp?.start) };
}

async function claimResume(state: State, job: Job, why: string, now: Date): Promise<boolean> {
  if ((await claimStart(state, job, 'resume', now)) !== undefined) return false;
  changeMemory(state.jobs, job.id, { resuming: why });
  return true;
}
