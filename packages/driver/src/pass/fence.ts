import { type BigIntStats, renameSync } from 'node:fs';

import {
  errnoOf,
  type Home,
  IoError,
  linkDurable,
  type Lock,
  lstatIfThere,
  messageOf,
  mkdirDurable,
  NotPlainError,
  randomName,
  readPlainFile,
  removeQuietly,
  replaceFile,
  writeNewFile,
} from '@owner-report/spool';

/** Path of the token of the pass that may send. */
export function fencePath(home: Home): string {
  return `${home.attempts}/owner`;
}

/**
 * Makes this pass the only one that may send, whoever thinks to hold the lock.
 *
 * Guarantee: a sender of an older pass either has left its claim before the fence was written, and is seen by the look
 * that follows, or it reads the new token and refuses to send.
 * @returns the pass's token.
 * @throws LockedError when another pass took the lock meanwhile: its fence stays
 */
export function writeFence(home: Home, lock: Lock): string {
  const token = randomName(24);
  replaceFile(fencePath(home), `${token}\n`, lock.assertOurs);
  return token;
}

/**
 * The token of the newest pass; undefined when there is none, or something else stands in its place.
 * @throws IoError when that cannot be known
 */
export function readFence(home: Home): string | undefined {
  const path = fencePath(home);
  try {
    return readPlainFile(path).trimEnd();
  } catch (error) {
    if (error instanceof NotPlainError || errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return undefined;
    throw new IoError(`${path}: cannot be read: ${messageOf(error)}`, {
      cause: error,
      remedy: `Check that ${home.attempts} and its files belong to the user who drains the queue, and the disk.`,
    });
  }
}

/**
 * Puts a fence back that somebody removed: another pass replaces it, and never leaves none. What stands in the place of
 * the fence, or of `attempts/`, is moved aside.
 * @returns false when another pass has put up its own meanwhile
 */
export function restoreFence(home: Home, token: string): boolean {
  const path = fencePath(home);
  moveAside(home.attempts, (info) => info.isDirectory());
  mkdirDurable(home.attempts);
  moveAside(path, (info) => info.isFile());
  const staged = `${path}.${randomName(12)}.new`;
  writeNewFile(staged, `${token}\n`);
  try {
    return linkDurable(staged, path) === 'linked';
  } finally {
    removeQuietly(staged);
  }
}

function moveAside(path: string, isFine: (info: BigIntStats) => boolean): void {
  const info = lstatIfThere(path);
  if (info !== undefined && !isFine(info)) renameSync(path, `${path}.${randomName(12)}.aside`);
}
