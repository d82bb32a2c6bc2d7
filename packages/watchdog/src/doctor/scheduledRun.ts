import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { type Invocation, readEnvironment, resolveSettings, type SettingFlags, type Settings } from '@owner-report/cli';
import { readSettingFlags, settingOptions } from '@owner-report/driver';
import { ConfigError, type Home, resolveHome } from '@owner-report/spool';

import type { ScheduleEntry } from './scheduleEntry.ts';

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
  const there = readEnvironment(entry.variables, { 'dry-run': { type: 'boolean', describe: '' } });
  if (entry.words.includes('--dry-run') || there['dry-run'] === true) return 'only a dry run, which sends nothing';
  const drained = resolveHome(readFlag(entry.words, 'home') ?? entry.variables['OWNER_REPORT_HOME']).dir;
  return realPathOf(drained) === realPathOf(home.dir) ? undefined : `drains ${drained}, not ${home.dir}`;
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
 * The settings as a scheduled run would find them: what doctor was given as flags, then the entry, then config.json, then
 * the defaults of the wrapper if the entry runs that.
 * @throws ConfigError, UsageError
 */
export function resolveScheduled(invocation: Invocation, entry: ScheduleEntry | undefined): Settings {
  if (entry === undefined) return resolveSettings(invocation.home, readSettingFlags(invocation));
  const settings = resolveSettings(invocation.home, readScheduledFlags(invocation, entry));
  return entry.wrapper === undefined ? settings : withWrapperDefaults(settings, entry.wrapper);
}

function readScheduledFlags(invocation: Invocation, entry: ScheduleEntry): SettingFlags {
  const here = readEnvironment(process.env, settingOptions);
  const there = readEnvironment(entry.variables, settingOptions);
  const text = (name: string) => {
    const given = invocation.text(name);
    // The variables of this shell say nothing about a scheduled run.
    if (given !== undefined && given !== here[name]) return given;
    return readFlag(entry.words, name) ?? (there[name] as string | undefined);
  };
  const flag = (name: string) =>
    (invocation.flag(name) && here[name] !== true) || entry.words.includes(`--${name}`) || there[name] === true;
  return readSettingFlags({ ...invocation, text, flag });
}

function readFlag(words: readonly string[], name: string): string | undefined {
  const index = words.findIndex((word) => word === `--${name}` || word.startsWith(`--${name}=`));
  const word = words[index];
  return word?.includes('=') ? word.slice(name.length + 3) : word && words[index + 1];
}

// scripts/run_owner_report_watchdog.sh fills these in.
function withWrapperDefaults(settings: Settings, wrapper: string): Settings {
  if (settings.sendCommand !== undefined) return settings;
  if (settings.target === '') {
    throw new ConfigError(
      "expected a target for OpenClaw's message, found none in the schedule entry and in config.json",
      {
        remedy:
          'Set OWNER_REPORT_TARGET in the crontab line (say, channel:1234567890), or sendCommand in config.json to another send command.',
      },
    );
  }
  const scripts = dirname(existsSync(wrapper) ? realpathSync(wrapper) : wrapper);
  const openclaw = join(scripts, 'send/openclaw.sh').replaceAll("'", String.raw`'\''`);
  return { ...settings, sendCommand: `'${openclaw}'`, channel: settings.channel === '' ? 'discord' : settings.channel };
}
