import { type Home, parseDuration, UsageError } from '@owner-report/spool';

import { readConfig } from './configFile.ts';

/** How reports are delivered: flag > environment > `config.json` > default. */
export interface Settings {
  sendCommand: string | undefined;
  maxCount: number;
  timeoutMs: number;
  channel: string;
  target: string;
  onInvalid: 'stop' | 'hold';
  /** Replaces the channel's own limit, in the channel's own unit. */
  maxChars: number | undefined;
  /** Hold a head after so many failed or unknown attempts; 0 for never. */
  holdAfter: number;
  allowMentions: boolean;
}

/** What the command line and the environment say; undefined where they are silent. */
export interface SettingFlags {
  sendCmd?: string | undefined;
  maxCount?: string | undefined;
  timeout?: string | undefined;
  channel?: string | undefined;
  target?: string | undefined;
  onInvalid?: string | undefined;
  maxChars?: string | undefined;
  holdAfter?: string | undefined;
  allowMentions?: boolean | undefined;
}

/** What counts where nothing else is said. */
export const defaultSettings: Settings = {
  sendCommand: undefined,
  maxCount: 1,
  timeoutMs: 120_000,
  channel: '',
  target: '',
  onInvalid: 'stop',
  maxChars: undefined,
  holdAfter: 0,
  allowMentions: false,
};

/**
 * The settings that count in a home: flag or variable, then `config.json`, then the default.
 * @throws ConfigError for the file, UsageError for a flag or variable
 */
export function resolveSettings(home: Home, flags: SettingFlags): Settings {
  const config = readConfig(home);
  const configuredTimeoutMs = config.timeoutSeconds === undefined ? undefined : config.timeoutSeconds * 1000;
  return {
    sendCommand: nonEmpty(flags.sendCmd) ?? config.sendCommand,
    maxCount: toCount(flags.maxCount, '--max-count', 1) ?? config.maxCount ?? defaultSettings.maxCount,
    timeoutMs: toTimeoutMs(flags.timeout) ?? configuredTimeoutMs ?? defaultSettings.timeoutMs,
    channel: (flags.channel ?? config.channel ?? defaultSettings.channel).toLowerCase(),
    target: flags.target ?? config.target ?? defaultSettings.target,
    onInvalid: toPolicy(flags.onInvalid) ?? config.onInvalid ?? defaultSettings.onInvalid,
    maxChars: toCount(flags.maxChars, '--max-chars', 1) ?? config.maxChars,
    holdAfter: toCount(flags.holdAfter, '--hold-after', 0) ?? config.holdAfter ?? defaultSettings.holdAfter,
    allowMentions: flags.allowMentions ?? defaultSettings.allowMentions,
  };
}

/**
 * A whole number of at least `least`, or undefined when nothing was given.
 * @throws UsageError naming `what`
 */
export function toCount(text: string | undefined, what: string, least: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text);
  throw new UsageError(`${what}: expected a whole number of at least ${least}, got ${JSON.stringify(text)}`);
}

function toTimeoutMs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = parseDuration(text, '--timeout');
  if (ms > 0 && ms <= 86_400_000) return ms;
  throw new UsageError(`--timeout: expected more than 0 and at most 86400 seconds, got ${JSON.stringify(text)}`);
}

function toPolicy(text: string | undefined): 'stop' | 'hold' | undefined {
  if (text === undefined || text === 'stop' || text === 'hold') return text;
  throw new UsageError(`--on-invalid: expected "stop" or "hold", got ${JSON.stringify(text)}`);
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text;
}
