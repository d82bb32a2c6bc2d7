import { dirname } from 'node:path';

import { MissingProgramError } from '@owner-report/spool';

import { findShipped } from '../process/findShipped.ts';

/** Name of the script that finds node and OpenClaw. */
export const probeName = 'openclaw_runtime_probe.sh';

/** Directory of the shipped scripts, further up from this command; undefined where they are not installed. */
export function findScripts(): string | undefined {
  const probe = findShipped(`scripts/${probeName}`);
  return probe === undefined ? undefined : dirname(probe);
}

/** The same, where they must be there. @throws MissingProgramError */
export function requireScripts(): string {
  const scripts = findScripts();
  if (scripts !== undefined) return scripts;
  throw new MissingProgramError('expected the shipped scripts/ beside this command, found none', {
    remedy: 'Install the whole package, or set a send command that needs no OpenClaw.',
  });
}
