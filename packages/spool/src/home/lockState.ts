import { hostname } from 'node:os';

import { isHolderAlive, type LockHolder, readLockHolder } from './lockDirectory.ts';
import { lstatIfThere } from './lstatIfThere.ts';
import { isSuspended } from './processIdentity.ts';

/**
 * What can be told of a lock.
 * - `obstructed`: something else than a directory lies there, and no lock can be made.
 * - `unknown`: it has no readable record of its holder.
 * - `elsewhere`: its holder runs, or ran, on another host.
 * - `dead`: its holder is gone, and the next process takes it over.
 */
export type LockState =
  | { state: 'free' | 'obstructed' | 'unknown' }
  | { state: 'alive' | 'suspended' | 'dead' | 'elsewhere'; holder: LockHolder };

/** Looks at the lock at `path`. Changes nothing. */
export async function readLockState(path: string): Promise<LockState> {
  const info = lstatIfThere(path);
  if (info !== undefined && !info.isDirectory()) return { state: 'obstructed' };
  const holder = readLockHolder(path);
  if (holder === undefined) return { state: 'free' };
  if (holder === 'unknown') return { state: 'unknown' };
  if (holder.host !== hostname()) return { state: 'elsewhere', holder };
  if (!(await isHolderAlive(holder))) return { state: 'dead', holder };
  return { state: (await isSuspended(holder.pid)) ? 'suspended' : 'alive', holder };
}
