import { ConfigError, type Home } from '@owner-report/spool';

import type { GivenOptions } from '../arguments/readOptions.ts';
import { type Config, readConfig } from './configFile.ts';
import { type Setting, settingRows, type Settings } from './settingsTable.ts';

/** What counts where nothing else is said. */
export const defaultSettings = Object.fromEntries(settingRows.map(([name, row]) => [name, row.default])) as Settings;

/** The settings of a schedule are filled in by defaults of its own. */
export interface Schedule {
  /** Directory of the shipped scripts, of which one is its send command. */
  scripts: string;
}

/**
 * The settings that count in a home: flag or variable, then `config.json`, then the defaults of the schedule, if it is
 * one, then the default.
 * @throws ConfigError for the file, UsageError for a flag or variable
 */
export function resolveSettings(home: Home, given: GivenOptions, schedule?: Schedule): Settings {
  const config = readConfig(home);
  const said = settingRows.map(([name, row]) => [name, readGiven(row, given) ?? config[row.key]] as const);
  const settings = Object.fromEntries(said) as Partial<Settings>;
  // The channel of a schedule is that of its send command.
  const { channel: _channel, ...ofOthers } = scheduledDefaults(schedule);
  const filledIn = settings.sendCommand === undefined ? scheduledDefaults(schedule) : ofOthers;
  return { ...defaultSettings, ...filledIn, ...withoutUndefined(settings) };
}

/** The settings of a home where nothing is given; the defaults where its file cannot be used. */
export function resolveSettingsOrDefault(home: Home): Settings {
  try {
    return resolveSettings(home, {});
  } catch {
    return defaultSettings;
  }
}

/** The send command that a schedule fills in. */
export function scheduledSendCommand(schedule: Schedule): string | undefined {
  return scheduledDefaults(schedule).sendCommand;
}

/**
 * The send command that is configured.
 * @throws ConfigError when there is none. It names no command to try: what succeeds counts as having sent.
 */
export function requireSendCommand(settings: Settings, home: Home): string {
  if (settings.sendCommand !== undefined) return settings.sendCommand;
  throw new ConfigError(
    'no send command: expected --send-cmd, OWNER_REPORT_SEND_CMD or "sendCommand" in config.json, found none',
    {
      remedy: `Set "sendCommand" in ${home.config}; docs/send-commands.md has the ones that are shipped. Does the crontab line name one? Then the next pass uses it.`,
    },
  );
}

function readGiven({ flag, type }: Setting<unknown>, given: GivenOptions): unknown {
  const value = given[flag];
  return typeof value === 'string' && type.parse !== undefined ? type.parse(value, `--${flag}`) : value;
}

function scheduledDefaults(schedule: Schedule | undefined): Partial<Settings> {
  if (schedule === undefined) return {};
  const rows = settingRows.filter(([, row]) => row.scheduled !== undefined);
  return Object.fromEntries(rows.map(([name, row]) => [name, row.scheduled?.(schedule.scripts)]));
}

function withoutUndefined(settings: Partial<Settings>): Config & Partial<Settings> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
