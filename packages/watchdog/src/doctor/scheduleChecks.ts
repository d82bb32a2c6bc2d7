import { closeSync, constants, existsSync, fstatSync, openSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { childDirectory } from '@owner-report/cli';
import { messageOf, quoteWord, readEnd } from '@owner-report/spool';

import { fail, type Finding, ok, warn } from './check.ts';
import { expandUserHome } from './expandUserHome.ts';
import type { Drain } from './scheduledRun.ts';
import { parseCrontab, parseUnit, type ScheduleEntry } from './scheduleEntry.ts';

const logTailBytes = 64 * 1024;
const successLine = /^(?:sent|done) /;
const errorLine = /\b(?:error|failed|unknown|cannot|not found|no send command|expected|a bug)\b/i;

/** Looks for us in the user's crontab, the system's, systemd user units and launchd agents. */
export async function findSchedule(userHome: string): Promise<ScheduleEntry[]> {
  const crontab = await (
    await import('execa')
  ).execa('crontab', ['-l'], {
    reject: false,
    timeout: 5000,
    cwd: childDirectory(),
  });
  const found = parseCrontab('crontab -l', crontab.stdout ?? '', userHome);
  const crontabs = ['/etc/crontab', ...(await listDir('/etc/cron.d'))];
  for (const file of crontabs) found.push(...parseCrontab(file, await readText(file), userHome));
  const dirs = [join(userHome, '.config/systemd/user'), '/etc/systemd/system', join(userHome, 'Library/LaunchAgents')];
  for (const dir of dirs)
    for (const file of await listDir(dir)) found.push(...parseUnit(file, await readText(file), userHome));
  return found;
}

async function listDir(dir: string): Promise<string[]> {
  return (await readdir(dir).catch(() => [])).map((name) => join(dir, name));
}

function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}

/** Point 5: does anything run us? */
export function checkSchedule(drain: Drain | undefined): Finding {
  const first = drain?.entry;
  if (first?.wrapper !== undefined && !existsSync(first.wrapper))
    return fail(
      `${first.where}: ${first.line}: found no file at ${first.wrapper}`,
      'Put the path of scripts/run_owner_report_watchdog.sh into that line.',
    );
  if (first !== undefined && drain?.idle !== undefined)
    return warn(
      `${first.where}: ${first.line}: ${drain.idle}`,
      'Change that line, or look at the home that it drains, with doctor --home DIR.',
    );
  if (first !== undefined) return ok(`${first.where}: ${first.line}`);
  return warn(
    'no crontab line, systemd unit or launchd agent of this user runs a watchdog that sends',
    'Add a line with "crontab -e": * * * * * OWNER_REPORT_TARGET=… /path/to/scripts/run_owner_report_watchdog.sh >> "$HOME/owner-report.log" 2>&1',
  );
}

/** Point 6: what does the log say, the file behind `>>` in that line? */
export function checkLog(entries: readonly ScheduleEntry[], userHome: string): Finding {
  const path = entries.map((entry) => logPathOf(entry.line, userHome)).find((found) => found !== undefined);
  if (path === undefined)
    return warn(
      'no log: no schedule entry appends to a file with >>',
      'End the crontab line with: >> "$HOME/owner-report.log" 2>&1',
    );
  let text: string;
  try {
    text = readLogEnd(path);
  } catch (error) {
    return warn(`${path}: ${messageOf(error)}`, 'If cron has run already, check that its user may write there.');
  }
  // A success after an error means that it is over.
  const last = text
    .trimEnd()
    .split('\n')
    .slice(-20)
    .findLast((line) => errorLine.test(line) || successLine.test(line));
  return last === undefined || successLine.test(last)
    ? ok(`${path}: no errors at its end`)
    : fail(`${path}: ${last.slice(0, 300)}`, `See: tail -n 20 ${quoteWord(path)}`);
}

function logPathOf(line: string, userHome: string): string | undefined {
  const match = />>\s*(?:"([^"]+)"|'([^']+)'|(\S+))/.exec(line);
  const path = match?.[1] ?? match?.[2] ?? match?.[3];
  return path === undefined ? undefined : expandUserHome(path, userHome);
}

function readLogEnd(path: string): string {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return fstatSync(descriptor).isFile() ? readEnd(descriptor, logTailBytes).toString('utf8') : '';
  } finally {
    closeSync(descriptor);
  }
}
