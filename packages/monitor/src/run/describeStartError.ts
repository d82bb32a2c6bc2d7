import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';

import { errnoOf, messageOf } from '@owner-report/spool';

import { isOnNetworkMount } from './networkMount.ts';

/** Why a program could not be started in a directory, for people. */
export function describeStartError(error: Error, program: string, cwd: string): string {
  const cwdProblem = findCwdProblem(cwd);
  if (cwdProblem !== undefined) return cwdProblem;
  const code = errnoOf(error);
  if (code === 'ENOENT') return `${program}: no such program`;
  if (code === 'EACCES') return `${program}: not executable`;
  return messageOf(error);
}

/** Why a program could not be started in a directory, as far as that can be told beforehand, without touching a network mount. */
export function findStartProblem(program: string, cwd: string): string | undefined {
  if (isOnNetworkMount(cwd) || isOnNetworkMount(resolve(cwd, program))) return undefined;
  try {
    // One without a slash is looked for in PATH, which says by itself when it is not there.
    accessSync(program.includes('/') ? resolve(cwd, program) : cwd, constants.X_OK);
    return findCwdProblem(cwd);
  } catch (error) {
    return describeStartError(error as Error, program, cwd);
  }
}

// Spawning in a directory that is not there says only ENOENT, as for a program that is not there.
function findCwdProblem(cwd: string): string | undefined {
  if (isOnNetworkMount(cwd)) return undefined;
  try {
    return statSync(cwd).isDirectory() ? undefined : `cwd ${cwd} is not a directory`;
  } catch (error) {
    return `cwd ${cwd}: ${errnoOf(error) === 'ENOENT' ? 'no such directory' : messageOf(error)}`;
  }
}
