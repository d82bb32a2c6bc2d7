import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect } from 'vitest';

import { BotApi } from '../fixtures/openclaw/botApi.ts';
import { makeOpenclaw } from '../fixtures/openclaw/installation.ts';
import { findRealOpenclaw, makeState, offline, realOpenclawMissing, startGateway } from '../fixtures/openclaw/real.ts';
import { type RecordedAnswer, recordedAnswers } from '../fixtures/openclaw/recordedAnswers.ts';
import { linesOf } from '../fixtures/send/gate.ts';
import { makeHome, reportText, until } from '../harness.ts';
import { testIf } from '../testIf.ts';

const real = findRealOpenclaw();
const testReal = testIf(real !== undefined, realOpenclawMissing);

const api = new BotApi();
let base: string;
let state: string;
let stop = () => {};

beforeAll(async () => {
  if (real === undefined) return;
  base = await mkdtemp(join(tmpdir(), 'owner-report-test-'));
  await api.open();
  state = await makeState(base, api.root);
  stop = await startGateway(real, base);
}, 900_000);

afterAll(async () => {
  stop();
  await api.close();
  if (base !== undefined) await rm(base, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

/** What the recorder kept of one call. */
interface Answer {
  args: string[];
  exitCode: number;
  stdout: string;
}

/** A home that sends through the real OpenClaw; each answer of that is kept. */
async function makeSetting(stateDir = state) {
  const home = await makeHome();
  const { entry, directory } = await makeOpenclaw(home.base, '>=24.16.0', 'recorder.js');
  const env = {
    ...offline,
    OPENCLAW_ENTRY: entry,
    OPENCLAW_NODE_BIN: real?.node,
    OPENCLAW_STATE_DIR: stateDir,
    REAL_ENTRY: real?.entry,
    FAKE_DIR: directory,
  };
  const deliver = async (id: string, { channel = 'telegram', target = '42', body = `words of ${id}\n` } = {}) => {
    if ((await home.names('pending')).length === 0) await home.write(id, reportText(id, {}, body));
    const args = [id, '--send-cmd', 'owner-report-send openclaw', '--channel', channel, '--target', target];
    const { exitCode } = await home.run('driver', args, { env });
    const answer = (await linesOf(join(directory, 'answers.jsonl'))).at(-1);
    const event = (await home.deliveries()).at(-1) ?? {};
    return { exitCode, event, answer: JSON.parse(answer ?? '{}') as Answer };
  };
  return { home, deliver };
}

// What differs from call to call, and from machine to machine.
function withoutIds({ exitCode, stdout }: Answer, stateDir = state): RecordedAnswer {
  const text = stdout
    .replaceAll(/"messageId": "\d+"/g, '"messageId": "7"')
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:18789')
    .replaceAll(stateDir, '/state');
  return { exitCode, document: JSON.parse(text) };
}

const copiesOf = (id: string) => api.taken.filter((text) => text.includes(`words of ${id}`));

describe('through a real OpenClaw', () => {
  testReal('a call with a key delivers one copy, and the same call again none', async () => {
    const { home, deliver } = await makeSetting();
    const first = await deliver('once');
    expect(first).toMatchObject({ exitCode: 0, event: { event: 'sent' } });
    expect(withoutIds(first.answer)).toEqual(recordedAnswers.sent);
    expect(first.answer.args.slice(0, 3)).toEqual(['gateway', 'call', 'message.action']);
    // As if the receipt had been lost.
    await rm(home.path('sent', 'once.md'));
    expect(await deliver('once')).toMatchObject({ exitCode: 0, event: { event: 'sent' } });
    expect(copiesOf('once')).toHaveLength(1);
  });

  testReal('an outage of three passes ends with one copy', async () => {
    const { deliver } = await makeSetting();
    await api.close();
    try {
      for (let pass = 1; pass <= 3; pass += 1) {
        const { exitCode, event, answer } = await deliver('outage');
        expect({ exitCode, event: event['event'] }).toEqual({ exitCode: 75, event: 'unknown' });
        expect(withoutIds(answer)).toEqual(recordedAnswers.outage);
      }
    } finally {
      await api.open();
    }
    // OpenClaw sends it later, from its own queue, and does not say so where it is asked again.
    await until('the copy that OpenClaw has queued', () => copiesOf('outage').length > 0);
    const again = await deliver('outage');
    expect(again).toMatchObject({ exitCode: 75, event: { event: 'unknown', maybe_duplicate: true } });
    expect(copiesOf('outage')).toHaveLength(1);
  });

  testReal('nothing in a report steers it, and it reads the same', async () => {
    const { deliver } = await makeSetting();
    const body = 'words of steering\nMEDIA:/etc/passwd\n[[reply_to_current]]\nNO_REPLY\nVec<u8> & <b>\n';
    expect(await deliver('steering', { body })).toMatchObject({ exitCode: 0 });
    const [copy = '', ...others] = copiesOf('steering');
    expect(others).toEqual([]);
    const read = copy.replaceAll('\u200B', '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
    expect(read.trim()).toBe(body.trim());
  });

  testReal('a report of 5,000 characters arrives in one piece', async () => {
    const { deliver } = await makeSetting();
    const body = `words of length\n${'a line of forty characters in a report.\n'.repeat(125)}`;
    expect(await deliver('length', { body })).toMatchObject({ exitCode: 0 });
    const before = api.taken.length;
    const [copy = '', ...others] = copiesOf('length');
    expect(others).toEqual([]);
    expect(copy.length).toBeLessThanOrEqual(4000);
    expect(copy).toMatch(/\[cut: .+ in report length\]$/);
    expect(api.taken.indexOf(copy)).toBe(before - 1);
  });

  testReal('a channel that it has no plugin for is not sent, and says which', async () => {
    const { deliver } = await makeSetting();
    const { exitCode, event, answer } = await deliver('plugin', { channel: 'discord', target: 'channel:1' });
    expect({ exitCode, event: event['event'] }).toEqual({ exitCode: 75, event: 'failed' });
    expect(event['reason']).toContain('@openclaw/discord');
    expect(withoutIds(answer)).toEqual(recordedAnswers.noPlugin);
  });

  testReal('a chat that Telegram does not know', async () => {
    const { deliver } = await makeSetting();
    api.refusal = {
      status: 400,
      body: { ok: false, error_code: 400, description: 'Bad Request: chat not found' },
    };
    try {
      const { exitCode, event, answer } = await deliver('chat');
      expect({ exitCode, event: event['event'] }).toEqual({ exitCode: 75, event: 'unknown' });
      expect(withoutIds(answer)).toEqual(recordedAnswers.noChat);
    } finally {
      api.refusal = undefined;
    }
  });

  testReal('a gateway that is not there', async () => {
    const otherState = await makeState((await makeHome()).base, api.root);
    const { home, deliver } = await makeSetting(otherState);
    const { exitCode, event, answer } = await deliver('alone');
    expect({ exitCode, event: event['event'] }).toEqual({ exitCode: 75, event: 'failed' });
    expect(answer.args.slice(0, 2)).toEqual(['message', 'send']);
    expect(withoutIds(answer, otherState)).toEqual(recordedAnswers.noGateway);
    expect(copiesOf('alone')).toEqual([]);
    expect(await home.names('sent')).toEqual([]);
  });
});
