import {
  closeSync,
  constants,
  fstatSync,
  fsync,
  fsyncSync,
  futimesSync,
  linkSync,
  openSync,
  renameSync,
  statSync,
  rmSync,
  unlinkSync,
  writeFileSync,
  type BigIntStats,
} from 'node:fs';
import { dirname } from 'node:path';

import { CannotCreateError, errnoOf, messageOf } from '../errors.ts';
import { lstatIfThere } from './lstatIfThere.ts';
import { openPlain } from './openPlain.ts';
import { createPrivate, makePrivateDir, openPrivate } from './private.ts';

const createExclusive = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

// Calls on files are synchronous throughout this directory: one takes microseconds that way, many times that through
// the thread pool, and a command has nothing else to do meanwhile. What takes long, the send command, is waited for.

/** Syncs a directory, so that the names in it survive a power cut. */
export function syncDir(dir: string): void {
  syncAndClose(openDir(dir));
}

export function openDir(dir: string): number {
  return openSync(dir, constants.O_RDONLY | constants.O_DIRECTORY);
}

function syncAndClose(descriptor: number): void {
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Makes a directory and its missing parents, 0700 whatever the umask, each synced into its parent. One that is there stays as
 * it is.
 * @throws CannotCreateError
 */
export function mkdirDurable(dir: string): void {
  try {
    const info = statSync(dir);
    if (info.isDirectory()) return;
    throw new CannotCreateError(`${dir}: expected a directory, found something else`, {
      remedy: 'Move it out of the way, or choose another home with --home.',
    });
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw cannotCreate(dir, error);
  }
  mkdirDurable(dirname(dir));
  try {
    makePrivateDir(dir);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw cannotCreate(dir, error);
  }
  syncDir(dirname(dir));
}

function cannotCreate(dir: string, error: unknown): CannotCreateError {
  if (error instanceof CannotCreateError) return error;
  return new CannotCreateError(`${dir}: cannot use or create this directory: ${messageOf(error)}`, {
    cause: error,
    remedy: 'Give this user the right to write there, or choose another home with --home.',
  });
}

/**
 * Whose a file is that root writes: that of the owner of its directory, who must be able to go on with it, or ours. What can
 * make root run commands is only trusted when it is ours.
 */
export type Owner = 'directory' | 'us';

/**
 * Writes a new file, 0600, and syncs its content; the name is not synced. As root, it belongs to the owner of its directory.
 * Removes what it began when it fails.
 */
export function writeNewFile(path: string, content: string | Uint8Array, owner: Owner = 'directory'): void {
  writeNew(path, content, owner, fsyncSync);
}

/** The same with a modification time of its own, Unix milliseconds. */
export function writeDatedFile(path: string, content: string | Uint8Array, mtimeMs: number): void {
  writeNew(path, content, 'directory', (descriptor) => {
    futimesSync(descriptor, mtimeMs / 1000, mtimeMs / 1000);
    fsyncSync(descriptor);
  });
}

/**
 * The same for a file that need not survive a power cut.
 * @returns what it is: by that it is known again, unchanged
 */
export function writeScratchFile(path: string, content: string | Uint8Array): BigIntStats {
  return writeNew(path, content, 'directory', (descriptor) => fstatSync(descriptor, { bigint: true }));
}

function writeNew<T>(path: string, content: string | Uint8Array, owner: Owner, finish: (descriptor: number) => T): T {
  const descriptor = createWritten(path, content, owner);
  try {
    try {
      return finish(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    removeQuietly(path);
    throw error;
  }
}

/** Writes a new file, 0600, and leaves it open. Removes what it began when it fails. */
export function createWritten(path: string, content: string | Uint8Array, owner: Owner = 'directory'): number {
  const create = owner === 'directory' ? createPrivate : openPrivate;
  const descriptor = create(path, createExclusive);
  try {
    writeFileSync(descriptor, content);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    removeQuietly(path);
    throw error;
  }
}

/** Syncs the content of a file, in the background. */
export async function syncFile(path: string): Promise<void> {
  await syncMeanwhile(openPlain(path).descriptor);
}

/** Syncs what is open in the background, and closes it. */
export async function syncMeanwhile(descriptor: number): Promise<void> {
  try {
    await new Promise<void>((done, fail) => {
      fsync(descriptor, (error) => (error === null ? done() : fail(error)));
    });
  } finally {
    closeSync(descriptor);
  }
}

/** Whether the name is still that of a file as it was, its content included. */
export function isUnchanged(path: string, { dev, ino, size, mtimeNs }: BigIntStats): boolean {
  const now = lstatIfThere(path);
  return now?.dev === dev && now.ino === ino && now.size === size && now.mtimeNs === mtimeNs;
}

const linkRefused = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EACCES']);

/**
 * Gives the file at `from` the name `to` as well, never over another file, and syncs the new name. Both names are there
 * afterwards, except where links are refused (another user's file, a file system without them): there it is renamed.
 * @returns 'taken' when `to` is there already and is another file.
 */
export function linkDurable(from: string, to: string): 'linked' | 'taken' {
  try {
    linkSync(from, to);
  } catch (error) {
    const code = errnoOf(error) ?? '';
    if (code === 'EEXIST') {
      if (!isSameFile(from, to)) return 'taken';
    } else if (linkRefused.has(code)) {
      if (lstatIfThere(to) !== undefined) return 'taken';
      renameSync(from, to);
    } else {
      throw error;
    }
  }
  syncDir(dirname(to));
  return 'linked';
}

/** Whether two names are names of one file. */
export function isSameFile(a: string, b: string): boolean {
  const [x, y] = [lstatIfThere(a), lstatIfThere(b)];
  return x !== undefined && y !== undefined && x.ino === y.ino && x.dev === y.dev;
}

/** Removes a file nobody needs any more; ignores errors, `prune` collects leftovers. */
export function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It is gone, or the next call on this directory says what is wrong.
  }
}

/** The same for whatever somebody has put in its place: a directory goes with all that is in it, a link is not followed. */
export function removeWhatever(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    // EPERM: so Linux and macOS tell of a directory, too.
    if (errnoOf(error) === 'EISDIR' || errnoOf(error) === 'EPERM') removeDirectoryQuietly(path);
  }
}

function removeDirectoryQuietly(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // As above.
  }
}
