import { type LockHolder, readHolderState, readLockHolder } from './lockHolder.ts';
import { lstatIfThere } from './lstatIfThere.ts';
import type { ProcessState } from './processIdentity.ts';

/**
 * What can be told of a lock.
 * - `obstructed`: something else than a directory lies there, and no lock can be made.
 * - `unknown`: it has no readable record of its holder.
 * - else what can be told of its holder.
 */
export type LockState = { state: 'free' | 'obstructed' | 'unknown' } | { state: ProcessState; holder: LockHolder };

/** Looks at the lock at `path`. Changes nothing. */
export async function readLockState(path: string): Promise<LockState> {
  const info = lstatIfThere(path);
  if (info !== undefined && !info.isDirectory()) return { state: 'obstructed' };
  const holder = readLockHolder(path);
  if (holder === undefined) return { state: 'free' };
  if (holder === 'unknown') return { state: 'unknown' };
  return { state: await readHolderState(holder), holder };
}
