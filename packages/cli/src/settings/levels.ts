import { sendCommandVia } from './channels.ts';
import { settingRows, type Settings } from './settingsTable.ts';

/** What one place says of the settings: the flags and variables, a route, `config.json`, the defaults of a schedule. */
export interface Level {
  said: Partial<Settings>;
  /** The channel that its send command brings along: it counts only if that one does. */
  channelOfCommand?: string | undefined;
}

/** What an object says that has the keys of `config.json`. */
export function readKeys(keys: Readonly<Record<string, unknown>>): Partial<Settings> {
  return Object.fromEntries(settingRows.map(([name, { key }]) => [name, keys[key]])) as Partial<Settings>;
}

/** A place that may say `via` in place of a send command. */
export function toLevel({ via, ...said }: Partial<Settings>): Level {
  return via === undefined ? { said } : { said: { ...said, sendCommand: sendCommandVia(via) }, channelOfCommand: via };
}

/**
 * What counts, of all that was said.
 * @param levels the highest first
 * @param defaults what counts where nothing is said
 */
export function mergeLevels(levels: readonly Level[], defaults: Settings): Settings {
  const decisive = levels.find(({ said }) => said.sendCommand !== undefined);
  const channel = levels
    .map((level) => level.said.channel ?? (level === decisive ? level.channelOfCommand : undefined))
    .find((name) => name !== undefined);
  const merged: Settings = { ...defaults };
  for (const { said } of [...levels].reverse()) Object.assign(merged, withoutUndefined(said));
  return { ...merged, channel: channel ?? defaults.channel };
}

function withoutUndefined(said: Partial<Settings>): Partial<Settings> {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}
