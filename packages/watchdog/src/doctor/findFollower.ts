import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

import { globalOptions, readEnvironment, readOptions } from '@owner-report/cli';
import { findUserHome, type Home, homeDirOf, parseStat } from '@owner-report/spool';

import { drainOptions, watchdogOptions } from '../drainOptions.ts';
import { realPathOf } from './scheduledRun.ts';

const options = { ...globalOptions, ...watchdogOptions, ...drainOptions };

/** Process of this user that runs `owner-report-watchdog --follow` on a home; undefined where none can be seen. */
export function findFollower(home: Home): string | undefined {
  return listProcesses().find((pid) => follows(pid, home));
}

function listProcesses(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function follows(pid: string, home: Home): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    const index = words.findIndex((word) => /owner-report-watchdog(?:\.cjs)?$/.test(word));
    if (index < 0 || /[TtZX]/.test(parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8')).state)) return false;
    const variables = Object.fromEntries(
      readFileSync(`/proc/${pid}/environ`, 'utf8')
        .split('\0')
        .map((text) => [text.split('=', 1)[0] ?? '', text.slice(text.indexOf('=') + 1)]),
    );
    const given = { ...readEnvironment(variables, options), ...readOptions(words.slice(index + 1, -1), options) };
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
