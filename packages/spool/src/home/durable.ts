import { randomBytes } from 'node:crypto';
import { constants, type BigIntStats } from 'node:fs';
import { link, lstat, mkdir, open, rename, rm, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

import { CannotCreateError, errnoOf, messageOf } from '../errors.ts';

const createExclusive = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** Syncs a directory, so that the names in it survive a power cut. */
export async function syncDir(dir: string): Promise<void> {
  const handle = await open(dir, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Makes a directory and its missing parents, 0700, each synced into its parent.
 * @throws CannotCreateError
 */
export async function mkdirDurable(dir: string): Promise<void> {
  try {
    const info = await stat(dir);
    if (info.isDirectory()) return;
    throw new CannotCreateError(`${dir}: expected a directory, found something else`, {
      remedy: 'Move it out of the way, or choose another home with --home.',
    });
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw cannotCreate(dir, error);
  }
  await mkdirDurable(dirname(dir));
  try {
    await mkdir(dir, { mode: 0o700 });
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw cannotCreate(dir, error);
  }
  await syncDir(dirname(dir));
}

function cannotCreate(dir: string, error: unknown): CannotCreateError {
  if (error instanceof CannotCreateError) return error;
  return new CannotCreateError(`${dir}: cannot use or create this directory: ${messageOf(error)}`, {
    cause: error,
    remedy: 'Give this user the right to write there, or choose another home with --home.',
  });
}

/** Writes a new file, 0600, and syncs its content; the name is not synced. Removes what it began when it fails. */
export async function writeNewFile(path: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(path, createExclusive, 0o600);
  try {
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    await rm(path, { force: true }).catch(() => {});
    throw error;
  }
}

/** Replaces the content of a file in one durable step; a crash leaves the old content or the new one. */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const staged = `${path}.${randomBytes(6).toString('hex')}.new`;
  await writeNewFile(staged, content);
  try {
    await rename(staged, path);
  } catch (error) {
    await rm(staged, { force: true }).catch(() => {});
    throw error;
  }
  await syncDir(dirname(path));
}

/** Unlinks a name if it is there, and syncs its directory. */
export async function unlinkDurable(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
  await syncDir(dirname(path));
}

/** `lstat` with exact numbers, or undefined when there is nothing of that name. */
export async function lstatIfThere(path: string): Promise<BigIntStats | undefined> {
  try {
    return await lstat(path, { bigint: true });
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

const linkRefused = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EACCES']);

/**
 * Gives the file at `from` the name `to` as well, never over another file, and syncs the new name. Both names are there
 * afterwards, except where links are refused (another user's file, a file system without them): there it is renamed.
 * @returns 'taken' when `to` is there already and is another file.
 */
export async function linkDurable(from: string, to: string): Promise<'linked' | 'taken'> {
  try {
    await link(from, to);
  } catch (error) {
    const code = errnoOf(error) ?? '';
    if (code === 'EEXIST') {
      if (!(await isSameFile(from, to))) return 'taken';
    } else if (linkRefused.has(code)) {
      if ((await lstatIfThere(to)) !== undefined) return 'taken';
      await rename(from, to);
    } else {
      throw error;
    }
  }
  await syncDir(dirname(to));
  return 'linked';
}

async function isSameFile(a: string, b: string): Promise<boolean> {
  const [x, y] = await Promise.all([lstatIfThere(a), lstatIfThere(b)]);
  return x !== undefined && y !== undefined && x.ino === y.ino && x.dev === y.dev;
}
