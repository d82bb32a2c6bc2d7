import type { Job } from '../config/job.ts';
import type { Jobs } from '../config/readJobs.ts';
import { parseMemory } from '../evaluate/memory.ts';
import { type Observation, observe } from '../observe/observe.ts';
import { isThere } from '../run/processRecord.ts';
import { runTimeoutMs, statusTimeoutMs } from '../run/runJob.ts';
import { defaultStartSeconds } from '../run/startJob.ts';
import { timeUp } from '../run/timeUp.ts';
import { mapLimited } from '../run/turns.ts';
import type { QueueItem, State } from '../state/state.ts';
import type { AtWork } from './planTick.ts';

/**
 * The long jobs that a tick looks at: those that are enabled, and those that were started to verify a write and are not
 * done yet. Another tick may still wait for the status of some.
 */
export function observedJobs(jobs: Jobs, state: State, { looks }: AtWork): Job[] {
  const awaited = new Set(state.queue.filter(({ status }) => status === 'started').map(({ jobId }) => jobId));
  return [...jobs.jobs.values()].filter(
    ({ id, kind, enabled }) => kind === 'long_running_read' && (enabled || awaited.has(id)) && !looks.has(id),
  );
}

/** Asks a job for its status, but not beside a status command of before that cannot be killed. */
export function lookAt(job: Job, state: State): Promise<Observation> {
  return observe(job, parseMemory(state.jobs[job.id]).givenUp?.status);
}

/** What can be seen of jobs, by id, at most 16 at a time. */
export async function observeAll(observed: readonly Job[], state: State): Promise<Map<string, Observation>> {
  const observations = await mapLimited(observed, (job) => lookAt(job, state));
  return new Map(observed.map(({ id }, index) => [id, observations[index] as Observation]));
}

/** What other ticks are still at work on. */
export async function findAtWork({ queue, jobs }: State, { jobs: known }: Jobs): Promise<AtWork> {
  const items = new Set<string>();
  for (const item of queue)
    if (item.status === 'running' && (await isRunnerThere(item, known.get(item.jobId)))) items.add(item.id);
  const looks = new Set<string>();
  for (const [id, memory] of Object.entries(jobs)) if (await isThere(parseMemory(memory).looking)) looks.add(id);
  return { items, looks };
}

/**
 * Whether the tick that runs an item is there. One that cannot be seen (in a container) is taken to be as long as the run may
 * take, which began at once.
 */
export async function isRunnerThere(item: QueueItem, job: Job | undefined): Promise<boolean> {
  const { runner, lastRunAt } = item;
  if (runner === undefined || job === undefined || lastRunAt === undefined) return await isThere(runner);
  const timeoutsMs =
    job.kind === 'one_shot_read' ? [runTimeoutMs(job, item)] : [statusTimeoutMs(job), defaultStartSeconds * 1000];
  return await isThere({ ...runner, until: timeUp(new Date(lastRunAt * 1000), ...timeoutsMs).toISOString() });
}
