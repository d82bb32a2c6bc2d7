import type { OptionSpec, Outcome, Talk } from '@owner-report/cli';
import type { ChannelLimit, Home } from '@owner-report/spool';

import type { Facts } from './facts.ts';
import type { ChannelSettings } from './secrets/channelSettings.ts';
import type { SettingRow } from './secrets/settingRow.ts';

/** One way to send. Adding one is a file that holds it, and its line in channels.ts. */
export interface Channel {
  /** As in `owner-report-send NAME`, and in the settings of the queue. */
  name: string;
  /** One line for the help. */
  describe: string;
  /** What stands behind --to. */
  target: { need: 'none' | 'optional' | 'required'; help: string };
  needs: readonly SettingRow[];
  /** How long a send may take where nothing is said, in milliseconds; 30 s by default. */
  timeoutMs?: number;
  /** Options that only this channel has. */
  options?: Record<string, OptionSpec>;
  /**
   * Sends one message, once.
   * @throws ConfigError, UsageError or MissingProgramError, as long as nothing has gone out. How a send ended is never thrown.
   */
  send: (sending: Sending) => Promise<Outcome> | Outcome;
}

/** What a channel is given to send. */
export interface Sending {
  /** Its message is fitted to the channel. */
  facts: Facts;
  /** The message, prepared and then fitted for another one: what sends through a channel of somebody else's needs that. */
  fit: (limit: ChannelLimit, prepare?: (text: string) => string) => string;
  /** Never '' . */
  target: string | undefined;
  settings: ChannelSettings;
  /** For all of it, in milliseconds. */
  timeoutMs: number;
  home: Home;
  talk: Talk;
  /** An option of the channel's own, from the flag or else the environment. */
  option: (name: string) => string | undefined;
  environment: NodeJS.ProcessEnv;
}
