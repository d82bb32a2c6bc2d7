import { existsSync, renameSync } from 'node:fs';
import { basename, extname, join } from 'node:path';

import { errnoOf } from '../errors.ts';
import { randomName } from '../text/randomName.ts';
import { schemaVersion } from '../version.ts';
import { mkdirDurable, removeQuietly, writeScratchFile } from './durable.ts';
import type { Home } from './home.ts';

/**
 * Replaces one of the notes of a home, `last-….json`, in one step, and says when. A home that is not there is not made.
 * Never throws: no report depends on it. Not synced, for the same reason.
 * @param path where it lies
 */
export function noteFile(home: Home, path: string, note: object, now: Date): void {
  const staged = join(home.tmp, `${basename(path, extname(path))}.${randomName(12)}`);
  const text = `${JSON.stringify({ schemaVersion, at: now.toISOString(), ...note })}\n`;
  try {
    try {
      writeScratchFile(staged, text);
    } catch (error) {
      // A home that was made by hand, and never had a report, has no place for staging yet.
      if (errnoOf(error) !== 'ENOENT' || !existsSync(home.dir)) throw error;
      mkdirDurable(home.tmp);
      writeScratchFile(staged, text);
    }
    renameSync(staged, path);
  } catch {
    removeQuietly(staged);
  }
}
