import { describeError, type Home, quoteWord, throwPartNeeded, UsageError } from '@owner-report/spool';

import type { GivenOptions } from '../arguments/readOptions.ts';
import { sendCommandVia } from './channels.ts';
import { readConfig } from './configFile.ts';
import { type Level, mergeLevels, readKeys, toLevel } from './levels.ts';
import { resolveRoutes } from './resolveRoutes.ts';
import type { Route } from './route.ts';
import type { Setting } from './setting.ts';
import { settingRows, type Settings } from './settingsTable.ts';

/** What counts where nothing else is said. */
export const defaultSettings = Object.fromEntries(settingRows.map(([name, row]) => [name, row.default])) as Settings;

/** What counts in a home: for a pass as a whole, and for the lanes of its reports. */
export interface Sending {
  /** Settings at the top level; also of what no route takes. */
  settings: Settings;
  /** The routes in force, in their order; without any there is one lane. */
  routes: readonly Route[];
  /** Flag that outranks the routes of `config.json`, which are not in force then. */
  outrankedBy?: string;
}

/** Who gives one of these, by flag or variable, says where all reports go. Their names are their keys in `config.json`. */
export const keysOfTheWay = ['sendCommand', 'via', 'channel', 'target'] as const satisfies (keyof Settings)[];

const ofTheWay: ReadonlySet<string> = new Set(keysOfTheWay);

/**
 * What counts in a home: flag or variable, then the route, then `config.json`, then the defaults of a schedule, if it
 * is one, then the default.
 * @throws ConfigError for the file, UsageError for a flag or variable
 */
export function resolveSending(home: Home, given: GivenOptions, isScheduled = false): Sending {
  const config = readConfig(home);
  const above = toLevel(readSaid(given));
  const below = [toLevel(readKeys(config)), ...(isScheduled ? [toScheduleLevel()] : [])];
  const settings = mergeLevels([above, ...below], defaultSettings);
  if (config.routes === undefined || config.routes.length === 0) return { settings, routes: [] };
  const outranking = settingRows.find(([name, row]) => ofTheWay.has(name) && readOption(row, given) !== undefined);
  if (outranking !== undefined) return { settings, routes: [], outrankedBy: outranking[1].flag };
  return { settings, routes: resolveRoutes(config.routes, { given: above, below, defaults: defaultSettings }) };
}

/** The settings at the top level of a home. @throws as `resolveSending` */
export function resolveSettings(home: Home, given: GivenOptions, isScheduled = false): Settings {
  return resolveSending(home, given, isScheduled).settings;
}

/**
 * What counts in a home, for who sends nothing; the defaults where that cannot be told.
 * @param onFault told why not
 */
export function resolveSendingOrDefault(
  home: Home,
  onFault: (fault: string) => void = () => {},
  given: GivenOptions = {},
): Sending {
  try {
    return resolveSending(home, given);
  } catch (error) {
    throwPartNeeded(error);
    onFault(describeError(error));
    return { settings: defaultSettings, routes: [] };
  }
}

/** The same at the top level alone. */
export function resolveSettingsOrDefault(home: Home): Settings {
  return resolveSendingOrDefault(home).settings;
}

/** What flags and variables say. @throws UsageError, for two that are one choice, too */
export function readSaid(given: GivenOptions): Partial<Settings> {
  const said = Object.fromEntries(
    settingRows.map(([name, row]) => [name, readOption(row, given)]),
  ) as Partial<Settings>;
  if (said.via !== undefined && said.sendCommand !== undefined)
    throw new UsageError('expected --via or --send-cmd (or the variable of either), got both', {
      remedy: `--via ${said.via} alone is short for --send-cmd ${quoteWord(sendCommandVia(said.via))}.`,
    });
  return said;
}

function readOption({ flag, type }: Setting<unknown>, given: GivenOptions): unknown {
  const value = given[flag];
  return typeof value === 'string' && type.parse !== undefined ? type.parse(value, `--${flag}`) : value;
}

// What a schedule fills in. Its channel is that of its send command.
function toScheduleLevel(): Level {
  const rows = settingRows.filter(([, row]) => row.scheduled !== undefined);
  const { channel, ...said } = Object.fromEntries(
    rows.map(([name, row]) => [name, row.scheduled]),
  ) as Partial<Settings>;
  return { said, channelOfCommand: channel };
}
