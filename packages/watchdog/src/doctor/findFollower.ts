import { readlinkSync } from 'node:fs';

import { globalOptions, readEnvironment, readOptions } from '@owner-report/cli';
import {
  findUserHome,
  type Home,
  homeDirOf,
  listProcesses,
  readProcessStat,
  readProcessVariables,
  readProcessWords,
  seesProcesses,
} from '@owner-report/spool';

import { drainOptions, watchdogOptions } from '../drainOptions.ts';
import { realPathOf } from './scheduledRun.ts';

const options = { ...globalOptions, ...watchdogOptions, ...drainOptions };

/** Process of this user that runs `owner-report-watchdog --follow` on a home; undefined where none can be seen. */
export function findFollower(home: Home): number | undefined {
  return seesProcesses() ? listProcesses().find((pid) => follows(pid, home)) : undefined;
}

function follows(pid: number, home: Home): boolean {
  try {
    const words = readProcessWords(pid);
    const index = words.findIndex((word) => /owner-report-watchdog(?:\.cjs)?$/.test(word));
    if (index < 0 || /[TtZX]/.test(readProcessStat(pid).state)) return false;
    const variables = readProcessVariables(pid);
    const given = { ...readEnvironment(variables, options), ...readOptions(words.slice(index + 1), options) };
    if (given['follow'] !== true || given['dry-run'] === true) return false;
    const dir = homeDirOf(
      given['home'] as string | undefined,
      () => findUserHome(variables),
      () => readlinkSync(`/proc/${pid}/cwd`),
    );
    return realPathOf(dir) === realPathOf(home.dir);
  } catch {
    // It ended while we looked, or it belongs to somebody else.
    return false;
  }
}
