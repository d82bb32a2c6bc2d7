import { createHash } from 'node:crypto';

import { ConfigError, showText } from '@owner-report/spool';

import type { Channel } from '../channel.ts';
import type { Facts } from '../facts.ts';
import { addressBelow, parseOpenAddress } from '../http/address.ts';
import { readNumber, readText } from '../http/answerFields.ts';
import { toBearer } from '../http/bearer.ts';
import { sendJsonText } from '../http/sendJson.ts';
import type { AnswerRules } from '../http/toOutcome.ts';
import { toHtml } from '../markup/toHtml.ts';
import { toPlain } from '../markup/toPlain.ts';

// An event may have 65,536 bytes, and the server adds to it.
const maxContentBytes = 60_500;

const rules: AnswerRules = {
  readSuccess: (answer) => {
    const messageId = readText(answer, 'event_id');
    return messageId === undefined ? undefined : { outcome: 'sent', messageId };
  },
  explain: (answer) => {
    const words = [readText(answer, 'errcode'), readText(answer, 'error')].filter((word) => word !== undefined);
    return words.length === 0 ? undefined : words.join(': ');
  },
  readRetryAfter: (answer) => {
    const ms = readNumber(answer, 'retry_after_ms');
    return ms === undefined ? undefined : ms / 1000;
  },
  // Synapse says so of the id of a room that is none.
  isAboutSettings: (answer) => /room ?id/i.test(readText(answer, 'error') ?? ''),
  repeatsSafely: true,
};

/** A message in a Matrix room. */
export const matrix: Channel = {
  name: 'matrix',
  describe: 'Send to a Matrix room, by the client-server API',
  target: { need: 'required', help: 'the id of a room, such as !abc:example.org' },
  needs: [
    { name: 'MATRIX_HOMESERVER', secret: false, need: 'required', help: 'the address of the homeserver' },
    { name: 'MATRIX_ACCESS_TOKEN', secret: true, need: 'required', help: 'the access token of the user who sends' },
  ],
  send: ({ facts, target = '', settings, ...limits }) => {
    // Name and password would take the place of the token.
    const server = parseOpenAddress(settings.require('MATRIX_HOMESERVER'), 'MATRIX_HOMESERVER');
    const headers = toBearer(settings.require('MATRIX_ACCESS_TOKEN'), 'MATRIX_ACCESS_TOKEN');
    const room = encodeURIComponent(toRoom(target));
    const path = `_matrix/client/v3/rooms/${room}/send/m.room.message/${toTransaction(facts)}`;
    const body = JSON.stringify(toContent(facts));
    return sendJsonText({ method: 'PUT', url: addressBelow(server, path), headers, body }, rules, limits);
  },
};

function toRoom(target: string): string {
  if (/^![^\s/?#]+$/.test(target)) return target;
  throw new ConfigError(
    `matrix: expected the id of a room as target, such as !abc:example.org, found ${showText(target)}`,
    {
      remedy: 'Room settings, Advanced, Internal room ID. An alias (#name:server) may lead to another room tomorrow.',
    },
  );
}

/**
 * The same for each attempt, so that the server takes the same message once; another one for a report that was edited since,
 * which would be taken for the one before the edit.
 */
function toTransaction({ id, message }: Facts): string {
  const digest = createHash('sha256').update(message).digest('hex').slice(0, 16);
  return encodeURIComponent(`owner-report-${id}-${digest}`);
}

// Mentions of nobody: without the key, a name in the text may call its user.
function toContent({ message }: Facts): object {
  const plain = { msgtype: 'm.text', body: toPlain(message), 'm.mentions': {} };
  const formatted = toHtml(message).replaceAll('\n', '<br>');
  const both = { ...plain, format: 'org.matrix.custom.html', formatted_body: formatted };
  return Buffer.byteLength(JSON.stringify(both)) <= maxContentBytes ? both : plain;
}
