import { renameSync } from 'node:fs';
import { dirname } from 'node:path';

import { errnoOf, messageOf, NotSyncedError } from '../errors.ts';
import { randomName } from '../text/randomName.ts';
import { createWritten, openDir, type Owner, removeQuietly, syncDir, syncMeanwhile, writeNewFile } from './durable.ts';

/**
 * Replaces the content of a file in one durable step; a crash leaves the old content or the new one.
 * @param check called when the new content is on the disk, beside the file; if it throws, the old content stays
 * @throws NotSyncedError when the new content is in place; a system error, or what `check` has thrown, when the old one is
 */
export function replaceFile(
  path: string,
  content: string | Uint8Array,
  check?: () => void,
  owner: Owner = 'directory',
): void {
  const staged = stagedName(path);
  writeNewFile(staged, content, owner);
  try {
    check?.();
    renameSync(staged, path);
  } catch (error) {
    removeQuietly(staged);
    throw error;
  }
  try {
    syncDir(dirname(path));
  } catch (error) {
    throw notSynced(path, error);
  }
}

/**
 * The same, where the syncs leave this process free for something else.
 * @returns once the new content is in place; `synced` settles when its name is, too. Whoever does not wait for that at once
 * gives it a handler at once.
 */
export async function replaceFileMeanwhile(
  path: string,
  content: string | Uint8Array,
  check: () => void,
): Promise<{ synced: Promise<void> }> {
  const staged = stagedName(path);
  try {
    await syncMeanwhile(createWritten(staged, content));
    check();
    renameSync(staged, path);
  } catch (error) {
    removeQuietly(staged);
    throw error;
  }
  return { synced: syncName(path) };
}

async function syncName(path: string): Promise<void> {
  try {
    await syncMeanwhile(openDir(dirname(path)));
  } catch (error) {
    throw notSynced(path, error);
  }
}

function stagedName(path: string): string {
  return `${path}.${randomName(12)}.new`;
}

// A directory that was removed is told as it is: what was written is gone with it.
function notSynced(path: string, error: unknown): unknown {
  if (errnoOf(error) === 'ENOENT') return error;
  return new NotSyncedError(`${path}: was written, but its directory cannot be synced: ${messageOf(error)}`, {
    cause: error,
    remedy: 'It counts, but a power cut may undo it. Check the disk.',
  });
}
