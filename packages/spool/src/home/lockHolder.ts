import { hostname } from 'node:os';
import { join } from 'node:path';

import * as z from 'zod/mini';

import { errnoOf } from '../errors.ts';
import { type ProcessState, readProcessState, recordOfThisProcess } from './processIdentity.ts';
import { readPlainFile } from './readPlainFile.ts';

/** Who holds a lock: a process of a host, in one boot and one PID namespace of it. */
const holderSchema = z.object({
  pid: z.int().check(z.positive()),
  startTime: z.string(),
  bootId: z.string(),
  /** Not there in the record of an earlier version. */
  pidNamespace: z.optional(z.string()),
  host: z.string(),
  since: z.string(),
});

export type LockHolder = z.infer<typeof holderSchema>;

/** Path of the record of who holds the lock at `path`. */
export function holderPath(path: string): string {
  return join(path, 'holder.json');
}

/** Who holds the lock at `path` now; 'unknown' when it has no readable record, undefined when it is free. */
export function readLockHolder(path: string): LockHolder | 'unknown' | undefined {
  try {
    return holderSchema.parse(JSON.parse(readPlainFile(holderPath(path))));
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
