import { statSync } from 'node:fs';

import { errnoOf, messageOf } from '@owner-report/spool';

/** Why a program could not be started in a directory, for people. */
export function describeStartError(error: Error, program: string, cwd: string): string {
  const cwdProblem = findCwdProblem(cwd);
  if (cwdProblem !== undefined) return cwdProblem;
  const code = errnoOf(error);
  if (code === 'ENOENT') return `${program}: no such program`;
  if (code === 'EACCES') return `${program}: not executable`;
  return messageOf(error);
}

// Spawning in a directory that is not there says only ENOENT, as for a program that is not there.
function findCwdProblem(cwd: string): string | undefined {
  try {
    return statSync(cwd).isDirectory() ? undefined : `cwd ${cwd} is not a directory`;
  } catch (error) {
    return `cwd ${cwd}: ${errnoOf(error) === 'ENOENT' ? 'no such directory' : messageOf(error)}`;
  }
}
