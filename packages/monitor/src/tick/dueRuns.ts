import type { ProcessRecord } from '@owner-report/spool';

import type { Job } from '../config/job.ts';
import { approveHint, monitorHint, type MonitorFiles, startHint } from '../config/monitorHint.ts';
import { describeMissing, type Jobs } from '../config/readJobs.ts';
import { changeMemory, parseMemory } from '../evaluate/memory.ts';
import { claimStart, type Obstacle } from '../queue/claimStart.ts';
import { isOpen } from '../queue/followUps.ts';
import type { Block } from '../report/runSection.ts';
import { recordThisProcess } from '../run/processRecord.ts';
import { type JobRun, runJob } from '../run/runJob.ts';
import { startJob } from '../run/startJob.ts';
import type { State } from '../state/state.ts';
import type { StateFile } from '../state/stateFile.ts';
import { isRunnerThere, lookAt } from './observeJobs.ts';
import type { DueRun } from './planTick.ts';

/** A due run that has ended, or the reason why it was not allowed. */
export type DueResult = { due: DueRun } & DueEnd;

type DueEnd =
  | { kind: 'ran'; run: JobRun; endedAt: Date }
  /** The right to start it was taken, and is to be given back. */
  | { kind: 'started'; run: JobRun; endedAt: Date }
  /** The long job that is due is at work already. */
  | { kind: 'running'; isClaimed: boolean }
  /** It waits: its last start is too fresh. */
  | { kind: 'waiting' }
  /** It is not to be run any more. */
  | { kind: 'off' }
  | { kind: 'blocked'; block: Block };

/** What due runs are carried out with. */
export interface DueOrder {
  files: MonitorFiles;
  file: StateFile;
  now: () => Date;
}

/** Why a job may not be run by a tick, or undefined. */
export function findBlock({ jobId }: DueRun, { jobs, files }: { jobs: Jobs; files: MonitorFiles }): Block | undefined {
  const job = jobs.jobs.get(jobId);
  if (job === undefined) return { reason: describeMissing(jobs, jobId) };
  if (job.kind === 'one_shot_write') {
    const type = `${approveHint(files, job.id)} && ${monitorHint(files, 'run', { job: job.id })}`;
    return { reason: 'a write never runs by itself; approve and run it', type };
  }
  return job.risk === 'read_only' ? undefined : { reason: `its risk is ${job.risk}; only read_only runs by itself` };
}

/**
 * Notes in the state that runs are begun by this process: the next tick knows what was under way. What another tick has
 * begun, or ended, since they were found due is left to it.
 * @returns those that are begun
 */
export async function markBegun(state: State, due: readonly DueRun[], jobs: Jobs, now: Date): Promise<DueRun[]> {
  const nowSeconds = now.getTime() / 1000;
  const begun = { status: 'running', lastRunAt: nowSeconds, runner: await recordThisProcess() } as const;
  const stillDue: DueRun[] = [];
  for (const one of due) if (await isStillDue(one, state, jobs)) stillDue.push(one);
  for (const { itemId, jobId, slot } of stillDue) {
    const item = state.queue.find(({ id }) => id === itemId);
    if (item !== undefined) Object.assign(item, begun, { attempt: item.attempt + 1 });
    if (slot === undefined) continue;
    changeMemory(state.jobs, jobId, slot);
    const times = { createdAt: nowSeconds, notBefore: nowSeconds };
    state.queue.push({ id: itemId, jobId, ...times, reason: 'schedule', scheduled: true, attempt: 1, ...begun });
  }
  return stillDue;
}

async function isStillDue({ itemId, jobId, slot }: DueRun, { queue }: State, { jobs }: Jobs): Promise<boolean> {
  if (slot !== undefined) return !queue.some((item) => item.scheduled === true && item.jobId === jobId && isOpen(item));
  const item = queue.find(({ id }) => id === itemId);
  if (item?.status === 'running') return !(await isRunnerThere(item, jobs.get(jobId)));
  return item?.status === 'pending';
}

/** Runs or starts a job that is due and may be. */
export async function runDue(due: DueRun, job: Job, order: DueOrder, survivor?: ProcessRecord): Promise<DueEnd> {
  if (job.kind !== 'one_shot_read') return startDue(due, job, order);
  const run = await runJob(job, { timeoutSeconds: due.timeoutSeconds, survivor });
  return { kind: 'ran', run, endedAt: order.now() };
}

async function startDue({ isLeft }: DueRun, job: Job, { file, files, now }: DueOrder): Promise<DueEnd> {
  const [obstacle, state] = await file.update(
    async (current): Promise<[Obstacle | undefined, State]> => [
      await claimStart(current, job, 'follow-up', now()),
      current,
    ],
  );
  if (obstacle?.kind === 'stopped')
    return { kind: 'blocked', block: { reason: obstacle.reason, type: startHint(files, job) } };
  const isClaimed = obstacle === undefined;
  const look = await lookAt(job, state);
  const memory = parseMemory(state.jobs[job.id]);
  if (look.kind === 'seen' && look.status.running) return { kind: 'running', isClaimed };
  // The tick that died had started it, and it has done its work since.
  const isDone =
    isLeft === true && look.kind === 'seen' && look.status.completed && memory.lastSeen?.completed !== true;
  if (isDone) return { kind: 'running', isClaimed };
  if (!isClaimed) return { kind: 'waiting' };
  return { kind: 'started', run: await startJob(job, file.startLogs, memory.givenUp?.start), endedAt: now() };
}
