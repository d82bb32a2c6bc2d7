import { type Lock, LockedError, readLockHolder } from '@owner-report/spool';

/**
 * What proves that a lock is still ours. The timer of a lock notices its loss late: a process that was suspended goes on
 * long before it runs. The record in the lock itself tells at once.
 * @param path of the lock, which was taken just now
 * @returns a check that throws LockedError once another process has taken the lock
 */
export function fenceOf(path: string, lock: Lock): () => void {
  const ours = describeHolder(path);
  return () => {
    lock.assertHeld();
    if (ours !== undefined && describeHolder(path) === ours) return;
    throw new LockedError(`${path}: another process took this lock while this one was away`, {
      remedy: 'Nothing was changed here after that. Try again.',
    });
  };
}

// Undefined when it does not name this process.
function describeHolder(path: string): string | undefined {
  const holder = readLockHolder(path);
  return typeof holder === 'object' && holder.pid === process.pid ? JSON.stringify(holder) : undefined;
}
