import * as fs from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { callbackify } from 'node:util';

import * as z from 'zod/mini';

import { errnoOf } from '../errors.ts';
import { randomName } from '../text/randomName.ts';
import { writeScratchFile } from './durable.ts';
import { giveToOwner, makePrivateDir } from './private.ts';
import { readBootId, readStartTime } from './processIdentity.ts';

/** Who holds a lock: a process of a host, in one boot of it. */
const holderSchema = z.object({
  pid: z.int().check(z.positive()),
  startTime: z.string(),
  bootId: z.string(),
  host: z.string(),
  since: z.string(),
});

export type LockHolder = z.infer<typeof holderSchema>;

/** Who holds the lock at `path` now; 'unknown' when it has no readable record, undefined when it is free. */
export function readLockHolder(path: string): LockHolder | 'unknown' | undefined {
  try {
    return holderSchema.parse(JSON.parse(fs.readFileSync(join(path, 'holder.json'), 'utf8')));
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') return 'unknown';
    // A directory without a record is not a lock: the next one to come takes it.
    return undefined;
  }
}

/** Whether the process that holds a lock of this host is still there. */
export async function isHolderAlive(holder: LockHolder): Promise<boolean> {
  if (holder.bootId !== (await readBootId())) return false;
  return (await readStartTime(holder.pid)) === holder.startTime;
}

/**
 * Makes the lock at `path`.
 *
 * Guarantee: it appears together with the record of its holder, whatever dies when.
 * @throws a system error; EEXIST when it is there already.
 */
async function makeLock(path: string): Promise<void> {
  const staged = `${path}.${randomName(12)}.new`;
  makePrivateDir(staged);
  try {
    writeHolder(join(staged, 'holder.json'), await describeThisProcess());
    fs.renameSync(staged, path);
  } catch (error) {
    fs.rmSync(staged, { recursive: true, force: true });
    if (errnoOf(error) === 'ENOTEMPTY') throw Object.assign(new Error(`${path}: exists`), { code: 'EEXIST' });
    throw error;
  }
}

/** Takes the lock at `path` away in one step, whoever holds it; `unless` may look at what was taken and ask for it back. */
export async function removeLock(path: string, unless?: (taken: string) => Promise<boolean>): Promise<void> {
  const taken = `${path}.${randomName(12)}.gone`;
  fs.renameSync(path, taken);
  if (unless !== undefined && (await unless(taken))) fs.renameSync(taken, path);
  else fs.rmSync(taken, { recursive: true, force: true });
}

/** The file system as proper-lockfile uses it, with locks that are never without the record of their holder. */
export const lockFileSystem = {
  realpath: fs.realpath,
  stat: fs.stat,
  utimes: fs.utimes,
  mkdir: callbackify(makeLock),
  rmdir: callbackify((path: string) => removeLock(path)),
  // At the end of this process.
  rmdirSync: (path: string) => fs.rmSync(path, { recursive: true, force: true }),
};

function writeHolder(path: string, holder: LockHolder): void {
  writeScratchFile(path, `${JSON.stringify(holder)}\n`);
  giveToOwner(path, dirname(path));
}

async function describeThisProcess(): Promise<LockHolder> {
  return {
    pid: process.pid,
    startTime: (await readStartTime(process.pid)) ?? '',
    bootId: await readBootId(),
    host: hostname(),
    since: new Date().toISOString(),
  };
}
