import { resolve } from 'node:path';

import {
  type GivenOptions,
  globalOptions,
  type Invocation,
  preferSendFlags,
  readEnvironment,
  readOptions,
  resolveSending,
  scheduledSendCommand,
  type Sending,
} from '@owner-report/cli';
import { findUserHome, homeDirOf } from '@owner-report/spool';

import { drainOptions, watchdogOptions } from '../drainOptions.ts';
import { cronPath } from '../entry/cronTable.ts';
import type { Run } from '../entry/findRuns.ts';
import type { ScheduleEntry } from '../entry/scheduleEntry.ts';
import { requireTarget } from '../schedule/requireScheduledSend.ts';

const lineOptions = { ...globalOptions, ...watchdogOptions, ...drainOptions };

/**
 * What the options of a run are, by flag or variable.
 * @throws UsageError for a variable that cannot be read
 */
export function givenByEntry(entry: Pick<Run, 'args' | 'variables'>): GivenOptions {
  const flags = readOptions(entry.args, lineOptions);
  return preferSendFlags({ ...readEnvironment(entry.variables, lineOptions), ...flags }, flags);
}

/** Directory that a run drains. @throws UsageError for one that is refused, and as `givenByEntry` */
export function homeOfEntry(entry: Pick<Run, 'args' | 'variables' | 'cwd'>): string {
  const given = givenByEntry(entry)['home'] as string | undefined;
  return homeDirOf(
    given,
    () => findUserHome(entry.variables),
    () => entry.cwd,
  );
}

/** Path of the wrapper, when that is what an entry runs. */
export function wrapperOf(entry: ScheduleEntry | undefined): string | undefined {
  if (entry === undefined || !entry.program.endsWith('run_owner_report_watchdog.sh')) return undefined;
  return resolve(entry.cwd, entry.program);
}

const ofScheduler = /^(?:HOME|PATH|SHELL|USER|LOGNAME|LANG|LC_\w+|TZ|CRON_TZ|MAILTO|MAILFROM|OWNER_REPORT_\w+)$/;

/** What an entry puts into the environment of its send command, beside settings: those become flags. */
export function sendVariablesOf(entry: ScheduleEntry | undefined): Record<string, string> | undefined {
  if (entry === undefined) return undefined;
  return Object.fromEntries(Object.entries(entry.variables).filter(([name]) => !ofScheduler.test(name)));
}

/**
 * The environment of a scheduled run: that of its scheduler and of its entry. Without an entry it is ours, but for
 * PATH.
 * @param userHome home directory of the user that cron works for.
 */
export function scheduledEnvironment(entry: ScheduleEntry | undefined, userHome: string): NodeJS.ProcessEnv {
  return entry === undefined ? { HOME: userHome, ...process.env, PATH: cronPath } : { ...entry.variables };
}

/** What counts for a scheduled run. */
export interface ScheduledSending {
  sending: Sending;
  /** The schedule fills in what nothing else says. */
  isScheduled: boolean;
}

/**
 * What counts as a scheduled run would find it: what doctor was given as flags, then the entry, then config.json,
 * then the defaults of a schedule if the entry takes them.
 * @throws ConfigError, UsageError
 */
export function resolveScheduled(invocation: Invocation, entry: ScheduleEntry | undefined): ScheduledSending {
  const { home } = invocation;
  if (entry === undefined) {
    const isScheduled = invocation.flag('scheduled');
    return { sending: resolveSending(home, invocation.given, isScheduled), isScheduled };
  }
  // The variables of this shell say nothing about a scheduled run.
  const given = preferSendFlags({ ...givenByEntry(entry), ...invocation.flags }, invocation.flags);
  // The wrapper passes --scheduled on.
  const isScheduled = given['scheduled'] === true || wrapperOf(entry) !== undefined;
  const sending = resolveSending(home, given, isScheduled);
  const { settings, routes } = sending;
  // Where there are routes, each lane is judged by itself.
  const isAlone = routes.length === 0;
  if (isAlone && isScheduled && settings.sendCommand === scheduledSendCommand)
    requireTarget(home, { settings }, 'the schedule entry');
  return { sending, isScheduled };
}
