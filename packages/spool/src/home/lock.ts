import { readFile, rm, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';

import lockfile from 'proper-lockfile';
import { z } from 'zod';

import { errnoOf, IoError, LockedError, messageOf } from '../errors.ts';
import { lstatIfThere, replaceFile } from './durable.ts';
import { ensureHome, type Home } from './home.ts';
import { readBootId, readStartTime } from './processIdentity.ts';

const staleMs = 60_000;
const updateMs = 10_000;
// A living holder refreshes its lock more often; one that died before it went on record does not.
const unrecordedMs = updateMs + 5000;
const retryMs = 100;

/** Who holds the lock: a process of a host, in one boot of it. */
const holderSchema = z.object({
  pid: z.number().int().positive(),
  startTime: z.string(),
  bootId: z.string(),
  host: z.string(),
  since: z.string(),
  /** Identity of the lock directory that this record speaks of; another one makes it void. */
  lockId: z.string(),
});

export type LockHolder = z.infer<typeof holderSchema>;

/** The held lock. */
export interface HomeLock {
  /** @throws LockedError when the lock was lost: nothing more may be sent or moved. */
  assertHeld(): void;
  release(): Promise<void>;
}

/**
 * Takes the home's lock, one delivery at a time. A lock whose holder died on this host is taken over at once, any other
 * one after 60 s without a sign of life.
 * @param waitMs how long to wait for a living holder.
 * @throws LockedError
 */
export async function lockHome(home: Home, waitMs = 0): Promise<HomeLock> {
  await ensureHome(home);
  const deadline = Date.now() + waitMs;
  for (;;) {
    const lock = (await tryLock(home)) ?? ((await removeDeadLock(home)) ? await tryLock(home) : undefined);
    if (lock !== undefined) return lock;
    if (Date.now() >= deadline) throw await lockedError(home);
    await new Promise((wake) => setTimeout(wake, Math.min(retryMs, Math.max(1, deadline - Date.now()))));
  }
}

/** Who holds the lock now; 'unknown' when it is held without a record, undefined when it is free. */
export async function readLockHolder(home: Home): Promise<LockHolder | 'unknown' | undefined> {
  const lockId = await readLockId(home);
  if (lockId === undefined) return undefined;
  try {
    const holder = holderSchema.parse(JSON.parse(await readFile(holderPath(home), 'utf8')));
    return holder.lockId === lockId ? holder : 'unknown';
  } catch {
    return 'unknown';
  }
}

async function tryLock(home: Home): Promise<HomeLock | undefined> {
  let lost: Error | undefined;
  let release: () => Promise<void>;
  try {
    release = await lockfile.lock(home.dir, {
      lockfilePath: home.lock,
      realpath: false,
      stale: staleMs,
      update: updateMs,
      // The default throws out of a timer; the loss is reported where the next step would be taken.
      onCompromised: (error) => {
        lost = error;
      },
    });
  } catch (error) {
    if (errnoOf(error) === 'ELOCKED') return undefined;
    throw new IoError(`${home.lock}: cannot take the lock: ${messageOf(error)}`, { cause: error });
  }
  try {
    await writeHolder(home);
  } catch (error) {
    await release().catch(() => {});
    throw new IoError(`${holderPath(home)}: cannot be written: ${messageOf(error)}`, { cause: error });
  }
  return {
    assertHeld: () => {
      if (lost === undefined) return;
      throw new LockedError(`${home.lock}: this process was away too long and lost its lock: ${lost.message}`, {
        cause: lost,
        remedy: 'Nothing is lost; the next pass goes on from here.',
      });
    },
    // A lock that was lost belongs to somebody else now.
    release: async () => {
      if (lost === undefined) await release().catch(() => {});
    },
  };
}

function holderPath(home: Home): string {
  return `${home.lock}.json`;
}

async function readLockId(home: Home): Promise<string | undefined> {
  const info = await lstatIfThere(home.lock);
  return info === undefined ? undefined : `${info.dev}-${info.ino}-${info.birthtimeNs}`;
}

async function writeHolder(home: Home): Promise<void> {
  const holder: LockHolder = {
    pid: process.pid,
    startTime: (await readStartTime(process.pid)) ?? '',
    bootId: await readBootId(),
    host: hostname(),
    since: new Date().toISOString(),
    lockId: (await readLockId(home)) ?? '',
  };
  await replaceFile(holderPath(home), `${JSON.stringify(holder)}\n`);
}

// The lock is a hint and may be stolen in a race; what keeps a report from going out twice is the claim of its attempt.
async function removeDeadLock(home: Home): Promise<boolean> {
  const holder = await readLockHolder(home);
  if (holder === undefined) return true;
  if (holder === 'unknown') {
    await agePrematureLock(home);
    return removeUnrecordedLock(home);
  }
  if (holder.host !== hostname() || (await isAlive(holder))) return false;
  if ((await readLockId(home)) === holder.lockId) await rm(home.lock, { recursive: true, force: true });
  return true;
}

// The process died between taking the lock and going on record.
async function removeUnrecordedLock(home: Home): Promise<boolean> {
  const info = await lstatIfThere(home.lock);
  if (info === undefined) return true;
  if (Date.now() - Number(info.mtimeMs) < unrecordedMs || (await readLockHolder(home)) !== 'unknown') return false;
  await rm(home.lock, { recursive: true, force: true });
  return true;
}

async function isAlive(holder: LockHolder): Promise<boolean> {
  if (holder.bootId !== (await readBootId())) return false;
  return (await readStartTime(holder.pid)) === holder.startTime;
}

// A lock from the future (the clock was set back) would never grow stale.
async function agePrematureLock(home: Home): Promise<void> {
  const info = await lstatIfThere(home.lock);
  const now = Date.now();
  if (info === undefined || Number(info.mtimeMs) <= now + staleMs) return;
  await utimes(home.lock, now / 1000, now / 1000).catch(() => {});
}

async function lockedError(home: Home): Promise<LockedError> {
  const holder = await readLockHolder(home);
  const who =
    holder === undefined || holder === 'unknown'
      ? 'another process'
      : `process ${holder.pid} on ${holder.host}, since ${holder.since}`;
  return new LockedError(`${home.lock}: locked by ${who}`, {
    remedy: 'It will be done when that one has finished; try again then.',
  });
}
