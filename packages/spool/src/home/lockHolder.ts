import { hostname } from 'node:os';
import { join } from 'node:path';

import { errnoOf } from '../errors.ts';
import { aNumber, aText, fit, objectOf, optional, type Shaped, where } from '../shape.ts';
import { type ProcessState, readProcessState, recordOfThisProcess } from './processIdentity.ts';
import { readPlainFile } from './readPlainFile.ts';

/** Who holds a lock: a process of a host, in one boot and one PID namespace of it. */
const holderShape = objectOf({
  pid: where(aNumber, (pid) => Number.isSafeInteger(pid) && pid > 0),
  startTime: aText,
  bootId: aText,
  /** Not there in the record of an earlier version. */
  pidNamespace: optional(aText),
  host: aText,
  since: aText,
});

export type LockHolder = Shaped<typeof holderShape>;

/** Path of the record of who holds the lock at `path`. */
export function holderPath(path: string): string {
  return join(path, 'holder.json');
}

/** Who holds the lock at `path` now; 'unknown' when it has no readable record, undefined when it is free. */
export function readLockHolder(path: string): LockHolder | 'unknown' | undefined {
  try {
    return fit(holderShape, JSON.parse(readPlainFile(holderPath(path)))) ?? 'unknown';
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') return 'unknown';
    // A directory without a record is not a lock: the next one to come takes it.
    return undefined;
  }
}

/**
 * Whether the process that holds a lock is still there, as far as that can be told from here. `unseen`, too, when it is
 * on another host: only its signs of life count then.
 */
export async function readHolderState(holder: LockHolder): Promise<ProcessState> {
  return holder.host === hostname() ? await readProcessState(holder) : 'unseen';
}

/** The record of this process as a holder. */
export async function describeThisProcess(): Promise<LockHolder> {
  return { ...(await recordOfThisProcess()), host: hostname(), since: new Date().toISOString() };
}
