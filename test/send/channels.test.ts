import { createHmac } from 'node:crypto';

import { describe, expect, test } from 'vitest';

import { type HttpChannel, httpChannels } from './httpChannels.ts';
import { runSend, sendBy } from './sendBy.ts';
import { answer, type Behaviour, type Received, startService } from './service.ts';

interface Call {
  behave?: Behaviour;
  message?: string;
  args?: string[];
  env?: Record<string, string>;
}

/** Sends by the channel of that name, and tells what its service saw. */
async function call(name: string, { behave, ...rest }: Call = {}) {
  const channel = httpChannels.find((one) => one.name === name) as HttpChannel;
  const { root, received } = await startService(behave ?? answer(200, channel.success));
  const sent = await sendBy(channel, root, rest);
  const [request = {} as Received] = received;
  return { ...sent, root, request, payload: JSON.parse(request.body ?? '{}') as Record<string, unknown> };
}

const failed = (reason: string) => ({
  exitCode: 75,
  result: { outcome: 'failed', reason: expect.stringContaining(reason) },
});

describe('discord', () => {
  test('waits for the message, calls nobody, and finds the thread', async () => {
    const { request, payload } = await call('discord', { args: ['--to', '998877'] });
    expect(request.url).toBe('/api/webhooks/123/hookSecret_d1?wait=true&thread_id=998877');
    expect(payload).toEqual({ content: 'hello', allowed_mentions: { parse: [] } });
    const odd = await call('discord', { args: ['--to', '1&x=2'] });
    expect([odd.exitCode, odd.request]).toEqual([78, {}]);
  });

  test('says that a forum wants a thread: that is a matter of settings', async () => {
    const behave = answer(400, '{"message":"Webhooks posted to forum channels must have a thread_name","code":220001}');
    expect(await call('discord', { behave })).toMatchObject(failed('forum channels'));
  });
});

describe('slack', () => {
  test('makes the headline bold, and nothing a link or a call', async () => {
    const { payload, request } = await call('slack', { message: '**[alert] a & b**\n\n<!channel> <http://x|y>' });
    expect(request.url).toBe('/services/T0/B0/hookSecret_s1');
    expect(payload).toEqual({ text: '*[alert] a &amp; b*\n\n&lt;!channel&gt; &lt;http://x|y&gt;' });
  });

  test('has not sent what its webhook cannot', async () => {
    expect(await call('slack', { behave: answer(400, 'invalid_token') })).toMatchObject(failed('invalid_token'));
  });
});

describe('telegram', () => {
  test.each([
    ['-100123:topic:7', { chat_id: '-100123', message_thread_id: 7 }],
    ['-100123:topic:1', { chat_id: '-100123' }],
    ['-100123:7', { chat_id: '-100123', message_thread_id: 7 }],
    ['telegram:group:-100123:topic:7', { chat_id: '-100123', message_thread_id: 7 }],
    ['@my_channel', { chat_id: '@my_channel' }],
    ['https://t.me/my_channel', { chat_id: '@my_channel' }],
  ])('finds the chat %s', async (target, chat) => {
    const { request, payload } = await call('telegram', { args: ['--to', target], message: '**[done] <a>**\n\nb' });
    expect(request.url).toBe('/bot123456:AA-secret_Token/sendMessage');
    expect(payload).toEqual({
      ...chat,
      text: '<b>[done] &lt;a&gt;</b>\n\nb',
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
    });
  });

  test('names the chat that a group has become, and calls a chat that is not there no fault of the message', async () => {
    const moved = answer(
      400,
      '{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1001234567890}}',
    );
    expect(await call('telegram', { behave: moved })).toMatchObject(failed('-1001234567890'));
    const missing = answer(400, '{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}');
    expect(await call('telegram', { behave: missing })).toMatchObject(failed('chat not found'));
    const no = answer(200, '{"ok":false,"description":"odd"}');
    expect(await call('telegram', { behave: no })).toMatchObject(failed('odd'));
  });

  test('takes the chat from its setting, and no target that is none', async () => {
    const env = { TELEGRAM_CHAT_ID: '42' };
    const { root, received } = await startService(answer(200, '{"ok":true,"result":{"message_id":7}}'));
    const own = { TELEGRAM_API_ROOT: root, TELEGRAM_BOT_TOKEN: '1:a', ...env };
    expect(await runSend('telegram', { env: own })).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(received[0]?.body ?? '{}')).toMatchObject({ chat_id: '42' });
    expect(await call('telegram', { args: ['--to', 'my chat'] })).toMatchObject({ exitCode: 78, request: {} });
  });
});

describe('ntfy', () => {
  test('puts the headline into the title, and the status into the priority', async () => {
    const env = { OWNER_REPORT_TITLE: '[alert] 備份 · 80%', OWNER_REPORT_STATUS: 'alert' };
    const { request, payload } = await call('ntfy', { message: '**[alert] 備份 · 80%**\n\nDone: x\n', env });
    expect([request.url, request.headers.authorization]).toEqual(['/', 'Bearer tk_secretOfTheTopic']);
    expect(payload).toEqual({ topic: 'my-topic', title: '[alert] 備份 · 80%', message: 'Done: x', priority: 5 });
    const usual = await call('ntfy', { message: 'a\nb', env: { OWNER_REPORT_STATUS: 'constructor' } });
    expect(usual.payload).toEqual({ topic: 'my-topic', title: 'a', message: 'a\nb', priority: 3 });
  });

  test('takes the whole address of a topic, also below a path, and none with a password', async () => {
    const { root, received } = await startService(answer(200, '{"id":"x"}'));
    const channel = httpChannels.find(({ name }) => name === 'ntfy') as HttpChannel;
    const args = ['--to', `${root}/push/other-topic`];
    expect(await sendBy(channel, 'http://127.0.0.1:9', { args })).toMatchObject({ exitCode: 0 });
    expect([received[0]?.url, JSON.parse(received[0]?.body ?? '')]).toEqual([
      '/push/',
      expect.objectContaining({ topic: 'other-topic' }),
    ]);
    for (const target of [
      'two words',
      'https://u:hunter2@ntfy.example/topic',
      `${root}/`,
      `${root}/topic?auth=hunter2`,
      `${root}/topic#hunter2`,
    ]) {
      const { exitCode, stderr } = await call('ntfy', { args: ['--to', target] });
      expect([target, exitCode, stderr.includes('hunter2')]).toEqual([target, 78, false]);
    }
  });
});

describe('matrix', () => {
  test('makes the same transaction of the same message, and another one of an edited report', async () => {
    const env = { OWNER_REPORT_ID: 'r1' };
    const first = await call('matrix', { env: { ...env, OWNER_REPORT_ATTEMPT: '1' } });
    const again = await call('matrix', {
      env: { ...env, OWNER_REPORT_ATTEMPT: '2', OWNER_REPORT_MAYBE_DUPLICATE: '1' },
    });
    const edited = await call('matrix', { env, message: 'hello, all\n' });
    expect(first.request.method).toBe('PUT');
    expect(first.request.headers.authorization).toBe('Bearer syt_secretOfTheBot');
    expect(first.request.url).toMatch(
      /^\/_matrix\/client\/v3\/rooms\/!room%3Aexample\.org\/send\/m\.room\.message\/owner-report-r1-[0-9a-f]{16}$/,
    );
    expect(again.request.url).toBe(first.request.url);
    expect(edited.request.url).not.toBe(first.request.url);
  });

  test('sends plain text and HTML, and mentions nobody', async () => {
    const { payload } = await call('matrix', { message: '**[done] a**\n\nb < c' });
    expect(payload).toEqual({
      msgtype: 'm.text',
      body: '[done] a\n\nb < c',
      format: 'org.matrix.custom.html',
      formatted_body: '<b>[done] a</b><br><br>b &lt; c',
      'm.mentions': {},
    });
    expect(await call('matrix', { args: ['--to', '#alias:example.org'] })).toMatchObject({ exitCode: 78, request: {} });
  });
});

describe('webhook', () => {
  test('signs all fields, so that a receiver can check them and know them again', async () => {
    const env = { OWNER_REPORT_ID: 'r1', OWNER_REPORT_STATUS: 'warn', OWNER_REPORT_ATTEMPT: '3' };
    const { request, payload } = await call('webhook', { env });
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = request.headers;
    const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
    const expected = createHmac('sha256', key)
      .update(`r1.${String(timestamp)}.${request.body}`)
      .digest('base64');
    expect([id, signature]).toEqual(['r1', `v1,${expected}`]);
    expect(timestamp).toMatch(/^\d{10}$/);
    expect(payload).toMatchObject({ schemaVersion: 1, report_id: 'r1', status: 'warn', attempt: 3, message: 'hello' });
    expect(Object.keys(payload)).toHaveLength(15);
  });

  test('says that an address was switched off, and takes no secret that cannot sign', async () => {
    expect(await call('webhook', { behave: answer(410) })).toMatchObject(failed('switched this address off'));
    const env = { WEBHOOK_SECRET: 'not base64!' };
    const { exitCode, stderr, request } = await call('webhook', { env });
    expect([exitCode, stderr.includes('not base64!'), request]).toEqual([78, false, {}]);
  });

  test('goes to the target, where one is named', async () => {
    const other = await startService(answer(204));
    const { exitCode, request } = await call('webhook', { args: ['--to', `${other.root}/hook`] });
    expect([exitCode, request, other.received[0]?.url]).toEqual([0, {}, '/hook']);
  });
});
