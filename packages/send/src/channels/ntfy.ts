import { ConfigError, cutBefore, showText } from '@owner-report/spool';

import type { Channel } from '../channel.ts';
import type { Facts } from '../facts.ts';
import { addressBelow, parseAddress, parseOpenAddress } from '../http/address.ts';
import { readNumber, readText } from '../http/answerFields.ts';
import { toBearer } from '../http/bearer.ts';
import { sendJson } from '../http/sendJson.ts';
import type { AnswerRules } from '../http/toOutcome.ts';
import { splitHeadline } from '../markup/headline.ts';

// A notification shows one line of it.
const maxTitle = 250;

const priorities: Readonly<Record<string, number>> = { warn: 4, blocked: 4, action_required: 5, alert: 5 };
const usualPriority = 3;

// A topic that is none there, and one whose name the server keeps for itself.
const settingCodes = new Set([40_009, 40_010]);

const rules: AnswerRules = {
  readSuccess: (answer) => {
    const messageId = readText(answer, 'id');
    return messageId === undefined ? undefined : { outcome: 'sent', messageId };
  },
  explain: (answer) => {
    const error = readText(answer, 'error');
    const code = readNumber(answer, 'code');
    return error === undefined || code === undefined ? error : `${error} (${code})`;
  },
  isAboutSettings: (answer) => settingCodes.has(readNumber(answer, 'code') ?? 0),
};

/** A notification of an ntfy server. */
export const ntfy: Channel = {
  name: 'ntfy',
  describe: 'Send to a topic of an ntfy server',
  target: { need: 'required', help: 'a topic, or its whole address' },
  needs: [
    {
      name: 'NTFY_SERVER',
      secret: false,
      need: 'optional',
      default: 'https://ntfy.sh',
      help: 'the address of a server',
    },
    { name: 'NTFY_TOKEN', secret: true, need: 'optional', help: 'an access token, where the topic wants one' },
  ],
  send: ({ facts, target = '', settings, ...limits }) => {
    const { server, topic } = toTopic(target, () => parseAddress(settings.require('NTFY_SERVER'), 'NTFY_SERVER'));
    const token = settings.find('NTFY_TOKEN');
    const headers = token === undefined ? {} : toBearer(token, 'NTFY_TOKEN');
    // To the root of the server: the way for a title that is not ASCII.
    return sendJson(addressBelow(server, ''), { topic, ...toNotification(facts) }, rules, limits, headers);
  },
};

function toTopic(target: string, findServer: () => URL): { server: URL; topic: string } {
  if (/^[\w-]{1,64}$/.test(target)) return { server: findServer(), topic: target };
  if (/^https?:/i.test(target)) {
    const url = parseOpenAddress(target, 'ntfy: target');
    const [, path = '', topic = ''] = /^(.*\/)([\w-]{1,64})\/?$/.exec(url.pathname) ?? [];
    if (url.search !== '') {
      throw new ConfigError(
        'ntfy: target: expected the address of a topic, found one with a query, which is not sent',
        {
          remedy: 'Leave out what begins with "?". A token belongs into NTFY_TOKEN.',
        },
      );
    }
    if (topic !== '') return { server: new URL(path, url.origin), topic };
  }
  throw new ConfigError(
    `ntfy: expected a topic (letters, digits, "_" and "-", at most 64) or its address as target, found ${showText(target)}`,
  );
}

// The headline is the title; where they differ, both stand.
function toNotification({ title, message, status }: Facts): { title: string; message: string; priority: number } {
  const { headline, rest } = splitHeadline(message);
  const isTitle = headline === title && rest.trim() !== '';
  const text = isTitle ? rest.replace(/^\s*\n/, '') : `${headline ?? ''}${rest}`;
  const priority = (Object.hasOwn(priorities, status) ? priorities[status] : undefined) ?? usualPriority;
  return { title: title.slice(0, cutBefore(title, maxTitle)), message: text, priority };
}
