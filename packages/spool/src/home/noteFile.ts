import { existsSync, renameSync } from 'node:fs';
import { basename, extname, join } from 'node:path';

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
  try {
    // One that was made by hand, and never had a report, has no place for staging yet.
    if (existsSync(home.dir)) mkdirDurable(home.tmp);
    writeScratchFile(staged, `${JSON.stringify({ schemaVersion, at: now.toISOString(), ...note })}\n`);
    renameSync(staged, path);
  } catch {
    removeQuietly(staged);
  }
}
