import { readlinkSync } from 'node:fs';
import { basename } from 'node:path';

import {
  type Home,
  listProcesses,
  readProcessStat,
  readProcessVariables,
  readProcessWords,
  seesProcesses,
} from '@owner-report/spool';

import type { Run } from '../entry/findRuns.ts';
import { realPathOf } from '../entry/userPlaces.ts';
import { type Commands, isDrain } from './isDrain.ts';
import { givenByEntry, homeOfEntry } from './scheduledRun.ts';

/**
 * Process of this user that runs `owner-report-watchdog --follow` on a home; undefined where none can be seen.
 * @param commands those of the watchdog: the others follow nothing, whatever their variables say.
 */
export function findFollower(home: Home, commands: Commands): number | undefined {
  return seesProcesses() ? listProcesses().find((pid) => isFollower(pid, home, commands)) : undefined;
}

function isFollower(pid: number, home: Home, commands: Commands): boolean {
  try {
    const args = findWatchdogArgs(readProcessWords(pid));
    if (args === undefined || !isDrain(args, commands) || /[TtZX]/.test(readProcessStat(pid).state)) return false;
    const run: Pick<Run, 'args' | 'variables' | 'cwd'> = {
      args,
      variables: readProcessVariables(pid),
      cwd: readlinkSync(`/proc/${pid}/cwd`),
    };
    const given = givenByEntry(run);
    if (given['follow'] !== true || given['dry-run'] === true) return false;
    return realPathOf(homeOfEntry(run)) === realPathOf(home.dir);
  } catch {
    // It ended while we looked, or it belongs to somebody else.
    return false;
  }
}

const withValue = /^(?:-r|--require|--import|--(?:experimental-)?loader|-C|--conditions)$/;

// What stands behind our script, where that is the one which node runs: another program may only name it.
function findWatchdogArgs(words: readonly string[]): string[] | undefined {
  if (!basename(words[0] ?? '').startsWith('node')) return undefined;
  const script = words.findIndex((word, at) => at > 0 && !word.startsWith('-') && !withValue.test(words[at - 1] ?? ''));
  return /^owner-report-watchdog(?:\.cjs)?$/.test(basename(words[script] ?? '')) ? words.slice(script + 1) : undefined;
}
