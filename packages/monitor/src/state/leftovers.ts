import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const oldMs = 3_600_000;

/** Removes what commands that were killed have left beside a state file: staged files and locks, an hour old. */
export async function removeLeftovers(statePath: string): Promise<void> {
  const dir = dirname(statePath);
  const name = basename(statePath);
  for (const found of await readdir(dir).catch(() => [])) {
    if (!found.startsWith(`${name}.`) || !/\.[0-9a-z]{12}\.(?:new|gone)$/.test(found)) continue;
    const path = join(dir, found);
    const info = await stat(path).catch(() => undefined);
    if (info !== undefined && Math.abs(Date.now() - info.mtimeMs) > oldMs)
      await rm(path, { recursive: true, force: true });
  }
}
