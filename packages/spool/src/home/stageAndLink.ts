import { join } from 'node:path';

import { randomName } from '../text/randomName.ts';
import { linkDurable, removeQuietly, writeDatedFile, writeNewFile } from './durable.ts';
import type { Home } from './home.ts';
import { lstatIfThere } from './lstatIfThere.ts';

/**
 * Gives new content a name, never over another file: it is complete and durable before it is visible.
 * @param id the beginning of its name in `tmp/`
 * @returns 'taken' when there is a file of that name
 * @throws a system error; then nothing is visible
 */
export function stageAndLink(
  home: Home,
  id: string,
  content: string | Uint8Array,
  path: string,
  mtimeMs?: number,
): 'linked' | 'taken' {
  const staged = join(home.tmp, `${id}.${process.pid}.${randomName(12)}`);
  if (mtimeMs === undefined) writeNewFile(staged, content);
  else writeDatedFile(staged, content, mtimeMs);
  // Where links are refused it is renamed, and its first name is gone.
  const mine = lstatIfThere(staged);
  try {
    return linkDurable(staged, path);
  } catch (error) {
    withdraw(mine, path);
    throw error;
  } finally {
    // A leftover in tmp/ is harmless; `prune` removes it.
    removeQuietly(staged);
  }
}

// The name could not be synced, so the caller gets an error and will enqueue the report again: take it back.
function withdraw(mine: ReturnType<typeof lstatIfThere>, path: string): void {
  try {
    const visible = lstatIfThere(path);
    if (mine !== undefined && mine.ino === visible?.ino && mine.dev === visible.dev) removeQuietly(path);
  } catch {
    // The error that led here is the one to tell.
  }
}
