import type { Job } from '../config/job.ts';
import type { Jobs } from '../config/readJobs.ts';
import { parseMemory } from '../evaluate/memory.ts';
import { type Observation, observe } from '../observe/observe.ts';
import { mapLimited } from '../run/slots.ts';
import type { State } from '../state/state.ts';

/**
 * The long jobs that a tick looks at: those that are enabled, and those that were started to verify a write and are not
 * done yet.
 */
function observedJobs(jobs: Jobs, state: State): Job[] {
  const awaited = new Set(state.queue.filter(({ status }) => status === 'started').map(({ jobId }) => jobId));
  return [...jobs.jobs.values()].filter(
    ({ id, kind, enabled }) => kind === 'long_running_read' && (enabled || awaited.has(id)),
  );
}

/** What can be seen of them, by id, at most 16 at a time. */
export async function observeJobs(jobs: Jobs, state: State): Promise<Map<string, Observation>> {
  const observed = observedJobs(jobs, state);
  const observations = await mapLimited(observed, (job) =>
    observe(job, parseMemory(state.jobs[job.id]).givenUp?.status),
  );
  return new Map(observed.map(({ id }, index) => [id, observations[index] as Observation]));
}
