import type { Home } from '@owner-report/spool';

import type { GivenOptions } from '../arguments/readOptions.ts';
import { channelOfCommand } from './channels.ts';
import type { Config } from './config.ts';
import { parseConfig, readConfigText } from './configFile.ts';
import { editJson } from './editJson.ts';
import { keysOfTheWay, readSaid } from './resolveSettings.ts';
import type { Settings } from './settingsTable.ts';

/** What `config.json` is to say, and what it says now. */
export interface ConfigPlan {
  /** Undefined where there is no file. */
  before: string | undefined;
  text: string;
  /** What that text says. */
  after: Config;
  /** Keys that change, those that go included. */
  keys: string[];
  /** Those of them that said something else. */
  replaced: string[];
}

/**
 * What `config.json` says once the way that was given by flag or variable stands in it. All else that stands there stays.
 * `via` and `sendCommand` are one choice, so that one takes the place of the other. Where another channel is chosen,
 * `channel` and `target` go with the one that they were set for: it may take them for a public topic, or the name of a file.
 * @throws ConfigError for a file that cannot be used, UsageError for a flag or variable
 */
export function planConfig(home: Home, given: GivenOptions): ConfigPlan {
  const before = readConfigText(home);
  const old = before === undefined ? {} : parseConfig(before, home.config);
  const members = findChanges(old, readSaid(given));
  const text = before === undefined ? `${editJson('{}', members)}\n` : editJson(before, members);
  const after = parseConfig(text, home.config);
  const keys = Object.keys(members);
  return { before, text, after, keys, replaced: keys.filter((key) => old[key] !== undefined) };
}

function findChanges(old: Config, said: Partial<Settings>): Record<string, unknown> {
  const wanted: Record<string, unknown> = {};
  for (const name of keysOfTheWay) if (said[name] !== undefined) wanted[name] = said[name];
  const isOther = (key: 'via' | 'sendCommand') => said[key] !== undefined && said[key] !== old[key];
  if (isOther('via')) wanted['sendCommand'] = undefined;
  if (isOther('sendCommand')) wanted['via'] = undefined;
  const hadWay = old['via'] !== undefined || old['sendCommand'] !== undefined;
  const channel = channelOf(said);
  if (hadWay && channel !== undefined && channel !== channelOf(old as Partial<Settings>)) {
    for (const name of ['channel', 'target'] as const) if (said[name] === undefined) wanted[name] = undefined;
  }
  return Object.fromEntries(Object.entries(wanted).filter(([key, value]) => old[key] !== value));
}

function channelOf({ via, sendCommand }: Partial<Pick<Settings, 'via' | 'sendCommand'>>): string | undefined {
  return via ?? channelOfCommand(sendCommand);
}
