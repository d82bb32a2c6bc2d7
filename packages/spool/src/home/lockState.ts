import { type LockHolder, readHolderState, readLockHolder } from './lockHolder.ts';
import { lstatIfThere } from './lstatIfThere.ts';

/**
 * What can be told of a lock.
 * - `obstructed`: something else than a directory lies there, and no lock can be made.
 * - `unknown`: it has no readable record of its holder.
 * - `unseen`: its holder is on another host or in another PID namespace, and only its signs of life count.
 * - `dead`: its holder is gone, and the next process takes it over.
 */
export type LockState =
  | { state: 'free' | 'obstructed' | 'unknown' }
  | { state: 'alive' | 'suspended' | 'dead' | 'unseen'; holder: LockHolder };

/** Looks at the lock at `path`. Changes nothing. */
export async function readLockState(path: string): Promise<LockState> {
  const info = lstatIfThere(path);
  if (info !== undefined && !info.isDirectory()) return { state: 'obstructed' };
  const holder = readLockHolder(path);
  if (holder === undefined) return { state: 'free' };
  if (holder === 'unknown') return { state: 'unknown' };
  const state = await readHolderState(holder);
  return { state: state === 'running' ? 'alive' : state, holder };
}
