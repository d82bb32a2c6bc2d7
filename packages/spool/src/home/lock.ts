import { utimesSync } from 'node:fs';
import { dirname } from 'node:path';

import lockfile from 'proper-lockfile';

import { errnoOf, IoError, LockedError, messageOf } from '../errors.ts';
import { steadyMs } from '../steadyMs.ts';
import { moveAwayHint } from '../text/quoteWord.ts';
import { describeHolder, resumeHint, unseenHolder } from './describeHolder.ts';
import { ensureHome, type Home } from './home.ts';
import { LockDirectory, removeLock } from './lockDirectory.ts';
import { type LockHolder, readHolderState, readLockHolder } from './lockHolder.ts';
import { lstatIfThere } from './lstatIfThere.ts';

const staleMs = 60_000;
const updateMs = 10_000;
const retryMs = 100;

// Paths of the locks that this process holds or is about to take.
const heldHere = new Set<string>();

/** A held lock. */
export interface Lock {
  /** @throws LockedError when the lock was lost: nothing more of what it guards may be changed. */
  assertHeld: () => void;
  /**
   * As it stands on disk; tells at once what the timer behind `assertHeld` may notice late: a process that was suspended
   * goes on long before it runs.
   * @throws LockedError unless the lock is still that of this process
   */
  assertOurs: () => void;
  /** Whether it is still that of this process, as it stands on disk. */
  isOurs: () => boolean;
  /** Gives it back; one that is another's by now is left alone. */
  release: () => Promise<void>;
}

/**
 * Takes the home's lock, one delivery at a time.
 * @param waitMs how long to wait for a living holder.
 * @throws LockedError
 */
export async function lockHome(home: Home, waitMs = 0): Promise<Lock> {
  ensureHome(home);
  return await acquireLock(home.lock, waitMs);
}

/**
 * Takes the lock that is the directory `path`. A lock whose holder died on this host is taken over at once, any other
 * one after 60 s without a sign of life.
 * @param waitMs how long to wait for a living holder.
 * @throws LockedError
 */
export async function acquireLock(path: string, waitMs = 0): Promise<Lock> {
  // Not by the clock on the wall, which may be set while we wait.
  const deadline = steadyMs() + waitMs;
  for (;;) {
    const lock = (await tryLock(path)) ?? ((await removeDeadLock(path)) ? await tryLock(path) : undefined);
    if (lock !== undefined) return lock;
    if (steadyMs() >= deadline) throw await lockedError(path);
    await new Promise((wake) => setTimeout(wake, Math.min(retryMs, Math.max(1, deadline - steadyMs()))));
  }
}

async function tryLock(path: string): Promise<Lock | undefined> {
  let lost: Error | undefined;
  let release: () => Promise<void>;
  const isFirst = !heldHere.has(path);
  const directory = new LockDirectory(path, staleMs);
  heldHere.add(path);
  try {
    release = await lockfile.lock(path, {
      lockfilePath: path,
      realpath: false,
      stale: staleMs,
      update: updateMs,
      fs: directory.fileSystem,
      // The default throws out of a timer; the loss is reported where the next step would be taken.
      onCompromised: (error) => {
        lost = error;
      },
    });
  } catch (error) {
    if (isFirst) heldHere.delete(path);
    if (errnoOf(error) === 'ELOCKED') return undefined;
    // Another process was just taking over what it thought a dead lock; report not acquired, so the caller retries.
    if (errnoOf(error) === 'ENOENT' && lstatIfThere(dirname(path)) !== undefined) return undefined;
    throw cannotLock(path, error);
  }
  const assertHeld = () => {
    // One that was touched, or deleted, is lost to nobody: whoever takes it then puts up a fence of its own.
    if (lost === undefined || !directory.isAnothers()) return;
    throw new LockedError(`${path}: this process was away too long and lost its lock: ${lost.message}`, {
      cause: lost,
      remedy: 'Nothing is lost; the next pass goes on from here.',
    });
  };
  return {
    isOurs: () => directory.isOurs(),
    assertHeld,
    assertOurs: () => {
      assertHeld();
      if (directory.isOurs()) return;
      throw new LockedError(`${path}: another process took this lock while this one was away`, {
        remedy: 'Nothing was changed here after that. Try again.',
      });
    },
    release: async () => {
      heldHere.delete(path);
      if (lost === undefined) await release().catch(() => {});
    },
  };
}

// Two processes may take over one lock in a race. What keeps a report from going out twice is not the lock but the
// claim of its attempt.
async function removeDeadLock(path: string): Promise<boolean> {
  const holder = readLockHolder(path);
  if (holder === undefined) return true;
  // It names us but we do not hold it: another process moved it away and put it back.
  const orphaned = holder !== 'unknown' && !heldHere.has(path) && (await isThisProcess(holder));
  if (!orphaned && !(await isDead(holder))) {
    agePrematureLock(path);
    return false;
  }
  try {
    // Another process may have been faster; then what was moved away is the lock of a living one, and goes back.
    await removeLock(path, async (taken) => !orphaned && !(await isDead(readLockHolder(taken))));
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT' && errnoOf(error) !== 'ENOTEMPTY') throw error;
  }
  return true;
}

async function isDead(holder: LockHolder | 'unknown' | undefined): Promise<boolean> {
  return holder !== undefined && holder !== 'unknown' && (await readHolderState(holder)) === 'dead';
}

async function isThisProcess(holder: LockHolder): Promise<boolean> {
  return holder.pid === process.pid && (await readHolderState(holder)) === 'alive';
}

// A lock from the future (the clock was set back) would never grow stale.
function agePrematureLock(path: string): void {
  const info = lstatIfThere(path);
  const now = Date.now();
  if (info === undefined || Number(info.mtimeMs) <= now + staleMs) return;
  try {
    utimesSync(path, now / 1000, now / 1000);
  } catch {
    // It was released just now.
  }
}

function cannotLock(path: string, cause: unknown): IoError {
  const found = lstatIfThere(path);
  if (found !== undefined && !found.isDirectory())
    return new IoError(`${path}: expected a directory, or nothing, found something else: no lock can be made there`, {
      cause,
      remedy: `Is it the lock of another program, such as flock? Move it away: ${moveAwayHint(path)}`,
    });
  return new IoError(`${path}: cannot take the lock: ${messageOf(cause)}`, {
    cause,
    remedy: `Check that this user may write in ${dirname(path)}, and that the disk is not full.`,
  });
}

async function lockedError(path: string): Promise<LockedError> {
  const holder = readLockHolder(path);
  if (holder === undefined || holder === 'unknown')
    return new LockedError(`${path}: locked by another process`, { remedy: 'Not done. Try again later.' });
  const state = await readHolderState(holder);
  const words = {
    alive: 'alive',
    suspended: `suspended: let it go on with "${resumeHint(holder.pid)}"`,
    dead: 'it has just ended',
    unseen: unseenHolder,
  };
  return new LockedError(`${path}: locked by ${describeHolder(holder)} (${words[state]})`, {
    remedy: 'Not done. Try again when that one has finished.',
  });
}
