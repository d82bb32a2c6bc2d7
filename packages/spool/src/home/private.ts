import { closeSync, constants, fchownSync, lchownSync, mkdirSync, openSync, statSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';

import { errnoOf } from '../errors.ts';

/*
 * What we make belongs to one user, who alone may read and write it. The umask of whoever calls us may say otherwise: 077
 * is a wish, but 177 would make a directory that nobody can enter.
 */

/** Makes a directory, 0700 whatever the umask. @throws a system error */
export function makePrivateDir(path: string): void {
  underOwnUmask(() => mkdirSync(path, { mode: 0o700 }));
  giveToOwner(path, dirname(path));
}

/** Opens a file. If it is not there yet it is made, 0600 whatever the umask. @throws a system error */
export function openPrivate(path: string, flags: number): number {
  return underOwnUmask(() => openSync(path, flags, 0o600));
}

/**
 * Makes a file, 0600 whatever the umask. As root, it belongs to the owner of its directory.
 * @throws a system error, EEXIST when it is there
 */
export function createPrivate(path: string, flags: number): number {
  const descriptor = openPrivate(path, flags | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW);
  try {
    giveToOwner(descriptor, dirname(path));
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    unlinkSync(path);
    throw error;
  }
}

/**
 * Opens a file to write. If it is not there yet it is made, as `createPrivate` does; what was there stays whose it was.
 * @throws a system error, ELOOP for a link
 */
export function openOrCreate(path: string, flags: number): number {
  const open = () => openSync(path, flags | constants.O_NOFOLLOW);
  try {
    // Mostly it is there.
    return open();
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
  try {
    return createPrivate(path, flags);
  } catch (error) {
    // Another process was faster.
    if (errnoOf(error) !== 'EEXIST') throw error;
    return open();
  }
}

/**
 * As root, gives what was just made to the owner of the directory that it is in, so that a user finds nothing in a queue that
 * only root can read. Changes nothing for anybody else.
 * @param target its descriptor, or its path
 * @throws a system error
 */
function giveToOwner(target: number | string, dir: string): void {
  const owner = otherOwnerOf(dir);
  if (owner === undefined) return;
  const { uid, gid } = owner;
  if (typeof target === 'number') fchownSync(target, uid, gid);
  else lchownSync(target, uid, gid);
}

/** As root, to whom goes what is made in a directory; undefined where it stays ours. @throws a system error */
export function otherOwnerOf(dir: string): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const { uid, gid } = statSync(dir);
  return uid === 0 ? undefined : { uid, gid };
}

// Only for calls that end before anything else of this process can run.
function underOwnUmask<T>(make: () => T): T {
  const given = process.umask(0o077);
  try {
    return make();
  } finally {
    process.umask(given);
  }
}
