import { createHmac } from 'node:crypto';

import { ConfigError, schemaVersion } from '@owner-report/spool';

import type { Channel } from '../channel.ts';
import type { Facts } from '../facts.ts';
import { parseAddress, parseOpenAddress } from '../http/address.ts';
import { sendJsonText } from '../http/sendJson.ts';
import type { AnswerRules } from '../http/toOutcome.ts';

const rules: AnswerRules = {
  readSuccess: () => ({ outcome: 'sent' }),
  takesAnyAnswer: true,
  refine: ({ status }, outcome) =>
    status === 410 && outcome.outcome === 'failed'
      ? { ...outcome, reason: `${outcome.reason}; its owner has switched this address off: name another one` }
      : outcome,
  repeatsSafely: true,
};

/** A request in the form of Standard Webhooks (standardwebhooks.com, 1.0.0): whoever has the secret can check it. */
export const webhook: Channel = {
  name: 'webhook',
  describe: 'Send all fields as JSON to an address of your own',
  target: { need: 'optional', help: 'the address, where it is no secret' },
  needs: [
    { name: 'WEBHOOK_URL', secret: true, need: 'unless-target', help: 'the address to send to' },
    { name: 'WEBHOOK_SECRET', secret: true, need: 'optional', help: 'the secret to sign with, whsec_ and base64' },
  ],
  send: ({ facts, target, settings, ...limits }) => {
    const url =
      target === undefined
        ? parseAddress(settings.require('WEBHOOK_URL'), 'WEBHOOK_URL')
        : parseOpenAddress(target, 'webhook: target');
    const secret = settings.find('WEBHOOK_SECRET');
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signed = { id: facts.id, timestamp, body: JSON.stringify(toPayload(facts)) };
    const headers = {
      'webhook-id': signed.id,
      'webhook-timestamp': signed.timestamp,
      ...(secret === undefined ? {} : { 'webhook-signature': sign(signed, toKey(secret)) }),
    };
    return sendJsonText({ method: 'POST', url, headers, body: signed.body }, rules, limits);
  },
};

function toPayload(facts: Facts): object {
  return {
    schemaVersion,
    report_id: facts.id,
    created_at: facts.createdAt,
    title: facts.title,
    status: facts.status,
    team: facts.team,
    worker: facts.worker,
    task_id: facts.taskId,
    progress: facts.progress,
    source: facts.source,
    done: facts.done,
    next: facts.next,
    message: facts.message,
    attempt: facts.attempt,
    maybe_duplicate: facts.maybeDuplicate,
  };
}

function sign({ id, timestamp, body }: { id: string; timestamp: string; body: string }, key: Buffer): string {
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

function toKey(secret: string): Buffer {
  const text = secret.replace(/^whsec_/, '');
  const key = Buffer.from(text, 'base64');
  if (key.length > 0 && key.toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '')) return key;
  throw new ConfigError('WEBHOOK_SECRET: expected whsec_ and base64, found another text (not shown)', {
    remedy: 'Make one: printf "whsec_%s\\n" "$(openssl rand -base64 32)"',
  });
}
