import { withOpenclawSettings } from '@owner-report/cli';
import { channelLimit } from '@owner-report/spool';

import type { Channel } from '../channel.ts';
import { findOpenclaw } from '../openclaw/findRuntime.ts';
import { openclawNeeds, openclawOptions, openclawTimeoutMs, sendThroughOpenclaw } from './openclaw.ts';
import { telegram } from './telegram.ts';

/**
 * OpenClaw where it is installed or named, else Telegram by itself.
 * Guarantee: one of them, never both. A failure of OpenClaw stays a failure, because its message may have gone out.
 */
export const openclawOrTelegram: Channel = {
  name: 'openclaw-or-telegram',
  describe: 'Send through OpenClaw where it is installed, else by Telegram',
  target: { need: 'optional', help: 'as for openclaw; for Telegram where the channel says so, or says nothing' },
  needs: [...openclawNeeds, ...telegram.needs],
  timeoutMs: openclawTimeoutMs,
  options: openclawOptions,
  send: async (sending) => {
    const command = await findOpenclaw(withOpenclawSettings(sending.home, sending.environment));
    if (command !== undefined) return sendThroughOpenclaw(sending, command);
    // A target of OpenClaw's Discord is no chat.
    const channel = sending.option('channel') ?? '';
    const isForTelegram = ['', 'telegram', 'openclaw-or-telegram'].includes(channel);
    const facts = { ...sending.facts, message: sending.fit(channelLimit('telegram', undefined)) };
    return telegram.send({ ...sending, facts, target: isForTelegram ? sending.target : undefined });
  },
};
