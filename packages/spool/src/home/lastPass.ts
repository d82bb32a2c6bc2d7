import { renameSync } from 'node:fs';
import { join } from 'node:path';

import type { ExitCode } from '../errors.ts';
import { randomName } from '../text/randomName.ts';
import { schemaVersion } from '../version.ts';
import { removeQuietly, writeScratchFile } from './durable.ts';
import type { Home } from './home.ts';

/** How the last pass ended; for people who watch the watchdog. */
type LastPass = { exit_code: ExitCode } & (
  | {
      /** Reports that it sent, or found to be sent. */
      sent: number;
      /** Reports that were in `pending/` when it ended, as far as it saw. */
      left: number;
    }
  | {
      /** What broke it off. */
      error: string;
    }
);

/**
 * Notes in `last-pass.json` that a pass has ended, and how. A home that is not there is not made. Never throws: nothing
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
