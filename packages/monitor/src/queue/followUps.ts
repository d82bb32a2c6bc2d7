import { canVerify } from '../config/crossChecks.ts';
import type { Job } from '../config/job.ts';
import type { Jobs } from '../config/readJobs.ts';
import type { QueueItem } from '../state/state.ts';
import { newItemId } from './newItemId.ts';

/** History kept in the queue: items that are done with. */
const keptItems = 200;

/**
 * The follow-up jobs to queue when `job` has ended so.
 * @param job or what can be read of one that cannot be used
 * @param verifies when `job` is a write: the id of its run, for those of them that can verify it, or may once they are mended.
 */
export function followUpsOf(
  job: Pick<Job, 'id' | 'after'>,
  outcome: 'success' | 'failure',
  jobs: Jobs,
  now: Date,
  verifies?: string,
): QueueItem[] {
  const nowSeconds = now.getTime() / 1000;
  return job.after
    .filter(({ when }) => when === outcome)
    .map(({ jobId, delaySeconds }) => ({
      id: newItemId(),
      jobId,
      createdAt: nowSeconds,
      notBefore: nowSeconds + delaySeconds,
      reason: `after ${outcome} of ${job.id}`,
      status: 'pending',
      attempt: 0,
      ...(verifies !== undefined &&
        outcome === 'success' &&
        mayVerify(jobId, jobs) && { verifies: job.id, runId: verifies }),
    }));
}

// What an entry that cannot be used is for is known when it is mended: until then the verification waits.
function mayVerify(id: string, { jobs, faults }: Jobs): boolean {
  const job = jobs.get(id);
  if (job !== undefined) return canVerify(job);
  return faults.some((fault) => fault.id === id && fault.kind !== 'one_shot_write');
}

/** Whether an item waits to be run. */
export function isOpen(item: QueueItem): boolean {
  return item.status === 'pending' || item.status === 'running' || item.status === 'started';
}

/** The queue without its oldest history. What waits is always kept. */
export function compactQueue(queue: readonly QueueItem[]): QueueItem[] {
  let surplus = queue.length - keptItems;
  return queue.filter((item) => {
    if (surplus <= 0 || isOpen(item)) return true;
    surplus -= 1;
    return false;
  });
}
