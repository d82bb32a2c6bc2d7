import { existsSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';

import {
  type GivenOptions,
  globalOptions,
  type Invocation,
  readEnvironment,
  readOptions,
  resolveSettings,
  type Schedule,
  scheduledSendCommand,
  type Settings,
} from '@owner-report/cli';
import { type Home, messageOf, resolveHome } from '@owner-report/spool';

import { drainOptions, watchdogOptions } from '../drainOptions.ts';
import { findScripts } from '../schedule/findScripts.ts';
import { requireTarget } from '../schedule/requireScheduledSend.ts';
import type { ScheduleEntry } from './scheduleEntry.ts';

const lineOptions = { ...globalOptions, ...watchdogOptions, ...drainOptions };

/** The line that runs a watchdog. */
export interface Drain {
  entry: ScheduleEntry;
  /** Why it does not drain the home in question all the same. */
  idle: string | undefined;
}

/** Finds the line that drains `home`, else the first one that runs a watchdog. */
export function findDrain(entries: readonly ScheduleEntry[], home: Home): Drain | undefined {
  const drains = entries.filter((entry) => entry.drains).map((entry) => ({ entry, idle: findIdleReason(entry, home) }));
  return drains.find(({ idle }) => idle === undefined) ?? drains[0];
}

function findIdleReason(entry: ScheduleEntry, home: Home): string | undefined {
  const given = givenByEntry(entry);
  if (given['dry-run'] === true) return 'only a dry run, which sends nothing';
  try {
    const drained = resolveHome(given['home'] as string | undefined).dir;
    return realPathOf(drained) === realPathOf(home.dir) ? undefined : `drains ${drained}, not ${home.dir}`;
  } catch (error) {
    return `is refused: ${messageOf(error)}`;
  }
}

function realPathOf(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}

// What cron gives to a job.
const cronPath = '/usr/bin:/bin';

/**
 * The environment of a scheduled run: that of cron and of its entry. Without an entry it is ours, but for PATH.
 * @param userHome home directory of the user that cron works for.
 */
export function scheduledEnvironment(entry: ScheduleEntry | undefined, userHome: string): NodeJS.ProcessEnv {
  const given = entry === undefined ? process.env : entry.variables;
  return { HOME: userHome, ...given, PATH: entry?.variables['PATH'] ?? cronPath };
}

/**
 * The settings as a scheduled run would find them: what doctor was given as flags, then the entry, then config.json,
 * then the defaults of a schedule if the entry takes them.
 * @throws ConfigError, UsageError
 */
export function resolveScheduled(invocation: Invocation, entry: ScheduleEntry | undefined): Settings {
  const { home } = invocation;
  if (entry === undefined) return resolveSettings(home, invocation.given, scheduleOf(invocation.flag('scheduled')));
  // The variables of this shell say nothing about a scheduled run.
  const given = { ...givenByEntry(entry), ...invocation.flags };
  const schedule = scheduleOf(given['scheduled'] === true, entry.wrapper);
  const settings = resolveSettings(home, given, schedule);
  if (schedule !== undefined && settings.sendCommand === scheduledSendCommand(schedule))
    requireTarget(home, settings, 'the schedule entry');
  return settings;
}

// What the options of a scheduled line are, by flag or variable.
function givenByEntry(entry: ScheduleEntry): GivenOptions {
  return { ...readEnvironment(entry.variables, lineOptions), ...readOptions(entry.args, lineOptions) };
}

// The wrapper passes --scheduled on, and stands among the scripts of its own installation.
function scheduleOf(isScheduled: boolean, wrapper?: string): Schedule | undefined {
  if (wrapper !== undefined) return { scripts: dirname(realPathOf(wrapper)) };
  const scripts = isScheduled ? findScripts() : undefined;
  return scripts === undefined ? undefined : { scripts };
}
