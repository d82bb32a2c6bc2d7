import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { MissingProgramError } from '@owner-report/spool';

/** Name of the script that finds node and OpenClaw. */
export const probeName = 'openclaw_runtime_probe.sh';

/** Directory of the shipped scripts, further up from this command; undefined where they are not installed. */
export function findScripts(): string | undefined {
  let dir = dirname(fileURLToPath(import.meta.url));
  while (dir !== dirname(dir)) {
    const scripts = join(dir, 'scripts');
    if (existsSync(join(scripts, probeName))) return scripts;
    dir = dirname(dir);
  }
  return undefined;
}

/** The same, where they must be there. @throws MissingProgramError */
export function requireScripts(): string {
  const scripts = findScripts();
  if (scripts !== undefined) return scripts;
  throw new MissingProgramError('expected the shipped scripts/ beside this command, found none', {
    remedy: 'Install the whole package, or set a send command that needs no OpenClaw.',
  });
}
