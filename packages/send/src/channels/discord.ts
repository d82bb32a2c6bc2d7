import { UsageError } from '@owner-report/spool';

import type { Channel } from '../channel.ts';
import { parseAddress } from '../http/address.ts';
import { readJsonObject } from '../http/answer.ts';
import { sendJson } from '../http/sendJson.ts';
import type { AnswerRules } from '../http/toOutcome.ts';

const rules: AnswerRules = {
  readSuccess: (answer) => {
    const { id } = readJsonObject(answer);
    return typeof id === 'string' ? { outcome: 'sent', messageId: id } : undefined;
  },
  explain: (answer) => {
    const { message, errors } = readJsonObject(answer);
    if (typeof message !== 'string') return undefined;
    return errors === undefined ? message : `${message} ${JSON.stringify(errors)}`;
  },
  readRetryAfter: (answer) => {
    const { retry_after: seconds } = readJsonObject(answer);
    return typeof seconds === 'number' ? seconds : undefined;
  },
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
    // A message that calls everybody by a way that nobody knows yet still calls nobody.
    return sendJson({ url, payload: { content: facts.message, allowed_mentions: { parse: [] } } }, rules, limits);
  },
};

function toThread(target: string): string {
  if (/^\d{1,25}$/.test(target)) return target;
  throw new UsageError(`target: expected the id of a thread, digits only, got ${JSON.stringify(target)}`, {
    remedy: 'Leave it out to send to the channel of the webhook.',
  });
}
