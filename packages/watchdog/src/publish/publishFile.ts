import { chmodSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { CannotCreateError, followLink, messageOf, randomName, removeQuietly, UsageError } from '@owner-report/spool';

/**
 * Writes a file for others to read, in one step: who reads it meanwhile has the old one or the new one. Follows a link, as
 * who set it there wants it.
 * @param mode of a new file; one that is there keeps its own
 * @throws UsageError where something else than a file is there, CannotCreateError
 */
export function publishFile(path: string, text: string, mode: number): void {
  try {
    const { target, mode: own = mode } = findTarget(path);
    const staged = join(dirname(target), `.${basename(target)}.${randomName(12)}.new`);
    try {
      writeFileSync(staged, text, { flag: 'wx', mode: 0o600 });
      // Whatever the umask.
      chmodSync(staged, own);
      renameSync(staged, target);
    } catch (error) {
      removeQuietly(staged);
      throw error;
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new CannotCreateError(`--file ${path}: cannot be written: ${messageOf(error)}`, {
      cause: error,
      remedy: 'Name a file in a directory that is there and that this user may write to.',
    });
  }
}

function findTarget(path: string): { target: string; mode?: number } {
  const info = statSync(path, { throwIfNoEntry: false });
  if (info === undefined) return { target: followLink(path) };
  // A device would be replaced, too.
  if (!info.isFile()) throw new UsageError(`--file ${path}: expected a file or nothing there, found something else`);
  return { target: followLink(path), mode: info.mode & 0o777 };
}
