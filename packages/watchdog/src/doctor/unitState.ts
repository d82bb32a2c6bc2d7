import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { childDirectory } from '@owner-report/cli';
import { findUserHome, quoteWord } from '@owner-report/spool';

import type { ScheduleEntry } from '../entry/scheduleEntry.ts';
import { unitDirOf } from '../entry/userPlaces.ts';
import { fail, type Finding } from '../finding.ts';
import { givenByEntry } from './scheduledRun.ts';

/** Whether what starts an entry is switched on. */
export interface UnitState {
  /** `untold` when the scheduler does not answer. */
  enabled: 'yes' | 'no' | 'untold';
  faults: Finding[];
}

const answerMs = 5000;
const enabledWords = /^(?:enabled|enabled-runtime|alias|static|indirect|generated|transient)$/;
const disabledWords = /^(?:disabled|linked|linked-runtime|masked|masked-runtime|bad|not-found)$/;

/** Asks systemd or launchd whether an entry is switched on, and started. cron has no such switch. */
export async function findUnitState(entry: ScheduleEntry): Promise<UnitState> {
  if (entry.scheduler === 'cron' || entry.unit === undefined || entry.user !== undefined)
    return { enabled: 'yes', faults: [] };
  return entry.scheduler === 'systemd' ? await askSystemd(entry, entry.unit) : await askLaunchd(entry, entry.unit.name);
}

async function askSystemd(
  entry: ScheduleEntry,
  { name, isOfSystem }: { name: string; isOfSystem: boolean },
): Promise<UnitState> {
  const { where, isInstallable } = entry;
  const scope = isOfSystem ? [] : ['--user'];
  const words = (verb: string) => ['systemctl', ...scope, ...verb.split(' '), quoteWord(name)].join(' ');
  const isLinked = hasLink([dirname(where), ...linkDirs(isOfSystem)], name);
  const enabled = await ask('systemctl', [...scope, 'is-enabled', name]);
  if (disabledWords.test(enabled))
    return { enabled: 'no', faults: [fail(`${name} is not enabled (${enabled})`, words('enable --now'))] };
  if (!enabledWords.test(enabled)) {
    if (isLinked) return { enabled: 'yes', faults: [] };
    return { enabled: 'untold', faults: [] };
  }
  const active = await ask('systemctl', [...scope, 'is-active', name]);
  const isService = name.endsWith('.service');
  const isWorking = /^(?:active|activating|reloading)$/.test(active);
  if (isService && !isInstallable && !isLinked && !isWorking)
    return {
      enabled: 'no',
      faults: [
        fail(`nothing starts ${name}: it has no timer and no [Install] section`, `Give it a timer beside ${where}.`),
      ],
    };
  // One that follows is to live all the time.
  const isIdle = isService && !follows(entry) ? active === 'failed' : /^(?:inactive|failed|deactivating)$/.test(active);
  return { enabled: 'yes', faults: isIdle ? [fail(`${name} is enabled and not started`, words('restart'))] : [] };
}

/** Whether an entry runs a watchdog that stays. */
export function follows(entry: ScheduleEntry): boolean {
  try {
    return givenByEntry(entry)['follow'] === true;
  } catch {
    // Its words are refused, which is said elsewhere.
    return false;
  }
}

function linkDirs(isOfSystem: boolean): string[] {
  if (isOfSystem) return ['/etc/systemd/system'];
  return [unitDirOf(findUserHome()), '/etc/systemd/user'];
}

// As `systemctl enable` makes them.
function hasLink(dirs: readonly string[], name: string): boolean {
  const links = dirs.flatMap((dir) =>
    listNames(dir)
      .filter((entry) => /\.(?:wants|requires)$/.test(entry))
      .flatMap((entry) => listNames(join(dir, entry))),
  );
  return links.includes(name);
}

function listNames(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

async function askLaunchd({ where }: ScheduleEntry, label: string): Promise<UnitState> {
  const { execa } = await import('execa');
  const { exitCode } = await execa('launchctl', ['list', label], {
    reject: false,
    timeout: answerMs,
    cwd: childDirectory(),
  });
  if (exitCode === undefined) return { enabled: 'untold', faults: [] };
  const fix = `launchctl bootstrap "gui/$(id -u)" ${quoteWord(where)}`;
  return exitCode === 0
    ? { enabled: 'yes', faults: [] }
    : { enabled: 'no', faults: [fail(`${label} is not loaded`, fix)] };
}

async function ask(program: string, args: readonly string[]): Promise<string> {
  const { execa } = await import('execa');
  // From cron or over su the way to the user's systemd is not set.
  const runtime = process.env['XDG_RUNTIME_DIR'] ?? `/run/user/${process.getuid?.() ?? 0}`;
  const { stdout } = await execa(program, args, {
    reject: false,
    timeout: answerMs,
    cwd: childDirectory(),
    env: { XDG_RUNTIME_DIR: runtime },
  });
  return (stdout ?? '').trim().split('\n').at(-1) ?? '';
}
