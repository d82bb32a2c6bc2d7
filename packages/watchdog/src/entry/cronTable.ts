import { resolve } from 'node:path';

import { quoteWord } from '@owner-report/spool';

import { fail, type Finding, warn } from '../finding.ts';
import { decodeCommand } from './cronCommand.ts';
import { findScheduleFault, isRareSchedule } from './cronSchedule.ts';
import { findRuns, namesWatchdog, shellOfLines } from './findRuns.ts';
import type { ScheduleEntry } from './scheduleEntry.ts';

/** What cron gives to a job beside its own variables. */
export const cronPath = '/usr/bin:/bin';

/** A table of cron, and whose it is. */
export interface CronTable {
  where: string;
  text: string;
  /** Whether the sixth field names a user, as in /etc/cron.d. */
  hasUsers: boolean;
}

/** Where the crontab of this user is said to be: no file of it is known. */
export const ownCrontab = 'crontab -l';

/** A command that opens a table of cron in an editor. */
export function editHint(where: string): string {
  return where === ownCrontab ? 'crontab -e' : `sudoedit ${quoteWord(where)}`;
}

const returned =
  'its line ends with a carriage return, as Windows writes it, which cron takes for a part of the command';

function returnHint(where: string): string {
  return where === ownCrontab
    ? String.raw`table=$(crontab -l) && printf '%s\n' "$table" | tr -d '\r' | crontab -`
    : String.raw`sudo sed -i 's/\r$//' ${quoteWord(where)}`;
}

const variableLine = /^\s*(?:"([^"]*)"|'([^']*)'|([^\s=]+))\s*=\s*(.*?)\s*$/;
const rareNames = /^@(?:yearly|annually|monthly|weekly)$/;
const nicknames = /^@(?:reboot|yearly|annually|monthly|weekly|daily|midnight|hourly|every_minute)$/;

/**
 * The lines of a crontab that run a watchdog. Its variables count for the lines below them, and are taken as they
 * stand.
 */
export function readCronTable(
  { where, text, hasUsers }: CronTable,
  userHome: string,
  readText: (path: string) => string,
): ScheduleEntry[] {
  const variables: Record<string, string> = { HOME: userHome, PATH: cronPath };
  const found: ScheduleEntry[] = [];
  for (const given of text.split('\n')) {
    const line = given.trim();
    if (line === '' || line.startsWith('#')) continue;
    const isJob = /^(?:@|[\d*])/.test(line) || (namesWatchdog(line) && !/^\w+\s*=/.test(line));
    const [, double, single, bare, value = ''] = variableLine.exec(line) ?? [];
    const name = double ?? single ?? bare;
    if (!isJob && name !== undefined) variables[name] = value.replace(/^(["'])(.*)\1$/s, '$2');
    else if (namesWatchdog(line)) found.push(...readJob(line, given.endsWith('\r')));
  }
  return found;

  function readJob(line: string, hasReturn: boolean): ScheduleEntry[] {
    const { schedule, user, command } = splitJob(line, hasUsers);
    const { text: shellText, isCut } = decodeCommand(command);
    const shell = variables['SHELL'] ?? '';
    const cwd = variables['HOME'] ?? userHome;
    const start = { variables: { ...variables }, cwd, shell: shell === '' ? shellOfLines : shell };
    const { runs, unfinished } = findRuns(shellText, start, readText);
    const faults = findFaults(schedule, isCut, unfinished, `Change that line with: ${editHint(where)}`);
    if (hasReturn) faults.push(fail(returned, returnHint(where)));
    // A line that cron cuts may have lost its run: it is told of all the same.
    const whole = hasUsers ? command : line.replace(/^(?:[\d*,/-]+\s+)+/, '');
    const all = runs.length > 0 || faults.length === 0 ? runs : findRuns(whole, start, readText).runs;
    const facts = { scheduler: 'cron' as const, where, line, faults, log: undefined, unit: undefined };
    // cron looks for it on no PATH.
    const shells = shell === '' ? [] : [resolve(start.cwd, shell)];
    return all.map((run) => ({
      ...run,
      ...facts,
      carriers: [...shells, ...run.carriers],
      user: run.user ?? user,
      isOnce: schedule === '@reboot',
      isInstallable: true,
    }));
  }
}

function splitJob(line: string, hasUsers: boolean): { schedule: string; user: string | undefined; command: string } {
  const count = (line.startsWith('@') ? 1 : 5) + (hasUsers ? 1 : 0);
  const words = new RegExp(String.raw`^((?:\S+\s+){${count}})(.*)$`, 's').exec(line);
  const front = (words?.[1] ?? '').trim().split(/\s+/);
  return {
    user: hasUsers ? front.at(-1) : undefined,
    schedule: (hasUsers ? front.slice(0, -1) : front).join(' '),
    command: words?.[2] ?? '',
  };
}

function findFaults(schedule: string, isCut: boolean, unfinished: boolean, fix: string): Finding[] {
  const faults: Finding[] = [];
  const bad = schedule.startsWith('@')
    ? nicknames.test(schedule)
      ? undefined
      : `"${schedule}" is no schedule that cron knows`
    : findScheduleFault(schedule);
  if (bad !== undefined) faults.push(fail(bad, fix));
  else if (schedule.startsWith('@') ? rareNames.test(schedule) : isRareSchedule(schedule))
    faults.push(warn(`"${schedule}" comes rarer than once a day, and reports wait that long`, fix));
  if (isCut) faults.push(fail(String.raw`cron ends the command at its first bare "%": a "%" is written "\%"`, fix));
  else if (unfinished) faults.push(fail('the shell finds no end of a quote or bracket in it', fix));
  return faults;
}
