import { ConfigError, showText } from '@owner-report/spool';

import type { Channel } from '../channel.ts';
import { parseAddress } from '../http/address.ts';
import { readField, readNumber, readText } from '../http/answerFields.ts';
import { sendJson } from '../http/sendJson.ts';
import type { AnswerRules } from '../http/toOutcome.ts';

// What Discord says of a webhook, of its channel, and of a thread that is missing, locked or none.
const settingCodes = new Set([
  10_003, 10_015, 10_016, 40_058, 50_001, 50_008, 50_013, 50_024, 50_027, 50_083, 160_005, 220_001, 220_002, 220_003,
  220_004,
]);

// What is wrong with a part of the address stands under its name, in `errors` or without a code.
const settingFields = ['webhook_id', 'webhook_token', 'thread_id'];

const rules: AnswerRules = {
  readSuccess: (answer) => {
    const messageId = readText(answer, 'id');
    return messageId === undefined ? undefined : { outcome: 'sent', messageId };
  },
  explain: (answer) => {
    const message = readText(answer, 'message');
    const errors = readField(answer, ['errors']);
    return message === undefined || errors === undefined ? message : `${message}: ${JSON.stringify(errors)}`;
  },
  readRetryAfter: (answer) => readNumber(answer, 'retry_after'),
  isAboutSettings: (answer) =>
    settingCodes.has(readNumber(answer, 'code') ?? 0) ||
    settingFields.some((name) => [[name], ['errors', name]].some((path) => readField(answer, path) !== undefined)),
};

/** A message of a Discord webhook. Its Markdown is the toolkit's own. */
export const discord: Channel = {
  name: 'discord',
  describe: 'Send by a Discord webhook',
  target: { need: 'optional', help: 'id of a thread in the channel of the webhook' },
  needs: [{ name: 'DISCORD_WEBHOOK_URL', secret: true, need: 'required', help: 'the address of a Discord webhook' }],
  send: ({ facts, target, settings, ...limits }) => {
    const url = parseAddress(settings.require('DISCORD_WEBHOOK_URL'), 'DISCORD_WEBHOOK_URL');
    // Without it, a message that Discord does not save is no error.
    url.searchParams.set('wait', 'true');
    if (target !== undefined) url.searchParams.set('thread_id', toThread(target));
    // What the driver has not defused calls nobody, either.
    return sendJson(url, { content: facts.message, allowed_mentions: { parse: [] } }, rules, limits);
  },
};

function toThread(target: string): string {
  if (/^\d{1,25}$/.test(target)) return target;
  throw new ConfigError(`discord: expected the id of a thread as target, digits only, found ${showText(target)}`, {
    remedy: 'Leave the target out to send to the channel of the webhook.',
  });
}
