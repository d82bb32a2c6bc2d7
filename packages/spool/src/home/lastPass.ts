import { renameSync } from 'node:fs';
import { join } from 'node:path';

import type { ExitCode } from '../errors.ts';
import { randomName } from '../text/randomName.ts';
import { schemaVersion } from '../version.ts';
import { removeQuietly, writeScratchFile } from './durable.ts';
import type { Home } from './home.ts';
import { readPlainFile } from './readPlainFile.ts';

/** How the last pass ended; for people who watch the watchdog. */
type LastPass = { exit_code: ExitCode } & (
  | {
      /** Reports that it sent, or found to be sent. */
      sent: number;
      /** Reports that were in `pending/` when it ended, as far as it saw. */
      left: number;
      /** By lane, where there are routes: passes in a row whose `maxCount` was used up before it was its turn. */
      not_reached?: Readonly<Record<string, number>>;
    }
  | {
      /** What broke it off. */
      error: string;
    }
);

/**
 * What the last pass has noted of lanes that it did not reach; nothing where that cannot be read. Only the turn of a lane
 * depends on it.
 */
export function readNotReached(home: Home): ReadonlyMap<string, number> {
  try {
    const { not_reached: counts } = JSON.parse(readPlainFile(home.lastPass)) as { not_reached?: object };
    return new Map(Object.entries(counts ?? {}).filter(([, count]) => Number.isSafeInteger(count)));
  } catch {
    return new Map();
  }
}

/**
 * Notes in `last-pass.json` that a pass has ended, and how. A home that is not there is not made. Never throws: no report
 * depends on it. Not synced, for the same reason.
 */
export function noteLastPass(home: Home, pass: LastPass, now: Date): void {
  const staged = join(home.tmp, `last-pass.${randomName(12)}`);
  try {
    writeScratchFile(staged, `${JSON.stringify({ schemaVersion, at: now.toISOString(), ...pass })}\n`);
    renameSync(staged, home.lastPass);
  } catch {
    removeQuietly(staged);
  }
}
