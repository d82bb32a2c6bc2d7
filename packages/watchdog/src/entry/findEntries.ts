import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { childDirectory } from '@owner-report/cli';

import { fail, type Finding } from '../finding.ts';
import { ownCrontab, readCronTable } from './cronTable.ts';
import { namesWatchdog } from './findRuns.ts';
import { readLaunchAgent } from './launchAgent.ts';
import { readOwnFile } from './ownFile.ts';
import type { ScheduleEntry } from './scheduleEntry.ts';
import { parseUnit, readService, type Unit } from './systemdUnit.ts';
import { agentDirOf, unitDirOf } from './userPlaces.ts';

/** Who asks. */
export interface User {
  home: string;
  name: string;
}

const tableWait = 5000;

/**
 * Looks for runs of a watchdog in the user's crontab, the system's, systemd units and launchd agents. What another user
 * could have written is not read.
 */
export async function findEntries(user: User): Promise<ScheduleEntry[]> {
  const { execa } = await import('execa');
  // A carriage return at the end of the last line counts.
  const order = { reject: false, timeout: tableWait, cwd: childDirectory(), stripFinalNewline: false };
  const { stdout } = await execa('crontab', ['-l'], order);
  const found = readCronTable({ where: ownCrontab, text: stdout ?? '', hasUsers: false }, user.home, readOwnFile);
  for (const where of ['/etc/crontab', ...listDir('/etc/cron.d')]) {
    const table = { where, text: readOwnFile(where), hasUsers: true };
    const ignored = findIgnored(where);
    for (const entry of readCronTable(table, user.home, readOwnFile))
      found.push(ignored === undefined ? entry : { ...entry, faults: [ignored, ...entry.faults] });
  }
  found.push(...findServices(user));
  for (const dir of [agentDirOf(user.home), '/Library/LaunchAgents'])
    for (const file of listDir(dir)) {
      const text = readOwnFile(file);
      if (namesWatchdog(text)) found.push(...readLaunchAgent(file, text, user.home));
    }
  return found.map((entry) => ({ ...entry, user: entry.user === user.name ? undefined : entry.user }));
}

// Debian's cron takes such a name for that of a backup or a package file.
function findIgnored(file: string): Finding | undefined {
  if (!file.startsWith('/etc/cron.d/') || /^[\w-]+$/.test(file.slice('/etc/cron.d/'.length))) return undefined;
  return fail(`cron passes over ${file}: its name has more than letters, digits, - and _`, 'Rename it.');
}

function findServices(user: User): ScheduleEntry[] {
  const ofUser = [unitDirOf(user.home), join(user.home, '.local/share/systemd/user'), '/etc/systemd/user'];
  const units = [
    ...ofUser.flatMap((dir) => readUnits(dir, false)),
    ...readUnits('/etc/systemd/system', true),
    ...readUnits('/usr/local/lib/systemd/system', true),
  ];
  const activators = units.filter(({ where }) => !where.endsWith('.service'));
  return units
    .filter(({ where }) => where.endsWith('.service'))
    .flatMap((unit) => readService(unit, activators, user, readOwnFile));
}

function readUnits(dir: string, isOfSystem: boolean): Unit[] {
  const files = listDir(dir).filter((file) => /\.(?:service|timer|path)$/.test(file));
  return files.map((where) => {
    const dropIns = listDir(`${where}.d`).filter((file) => file.endsWith('.conf'));
    return { where, isOfSystem, keys: parseUnit([where, ...dropIns].map(readOwnFile)) };
  });
}

function listDir(dir: string): string[] {
  try {
    return readdirSync(dir)
      .sort()
      .map((name) => join(dir, name));
  } catch {
    return [];
  }
}
