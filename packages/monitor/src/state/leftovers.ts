import { readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { removeQuietly } from '@owner-report/spool';

const oldMs = 3_600_000;

/** Removes what commands that were killed have left beside a state file: staged files and locks, an hour old. */
export function removeLeftovers(statePath: string): void {
  const dir = dirname(statePath);
  const name = basename(statePath);
  for (const found of listNames(dir)) {
    if (!found.startsWith(`${name}.`) || !/\.[0-9a-z]{12}\.(?:new|gone)$/.test(found)) continue;
    const path = join(dir, found);
    if (isOld(path)) rmSync(path, { recursive: true, force: true });
  }
}

/**
 * Removes what another holder of the state's lock has staged beside the state and not put into place.
 *
 * Guarantee: who lost the lock between its last look at it and the rename has nothing left to rename.
 */
export function removeStaged(statePath: string): void {
  const dir = dirname(statePath);
  const prefix = `${basename(statePath)}.`;
  for (const name of readdirSync(dir))
    if (name.startsWith(prefix) && /^[0-9a-z]{12}\.new$/.test(name.slice(prefix.length)))
      removeQuietly(join(dir, name));
}

// None where there is no such directory yet.
function listNames(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

function isOld(path: string): boolean {
  try {
    return Math.abs(Date.now() - statSync(path).mtimeMs) > oldMs;
  } catch {
    // Another command has removed it just now.
    return false;
  }
}
