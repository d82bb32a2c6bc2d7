import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { makeHome } from '../harness.ts';
import { runSend } from './sendBy.ts';
import { answer, startService } from './service.ts';
import { startProxy } from './startProxy.ts';

const taken = answer(200, '{"ok":true,"result":{"message_id":7}}');
const token = '123456:AA-token-of-openclaw';

/** Sends by Telegram in a home directory whose ~/.openclaw/openclaw.json is this. */
async function sendWith(config: string, env: Record<string, string> = {}, args: string[] = []) {
  const home = await makeHome();
  await mkdir(join(home.base, '.openclaw'));
  await writeFile(join(home.base, '.openclaw/openclaw.json'), config);
  return runSend('telegram', { home, env, args });
}

describe('owner-report-send telegram reads openclaw.json', () => {
  test('for the token, the chat and the address of the Bot API, as OpenClaw writes them', async () => {
    const { root, received } = await startService(taken);
    const config = `{ // by OpenClaw
      channels: { telegram: { accounts: { default: { botToken: '\${BOT}' } }, apiRoot: '${root}', allowFrom: ['*', 'tg:42'], }, },
    }`;
    const sent = await sendWith(config, { BOT: token });
    expect(sent).toMatchObject({ exitCode: 0, result: { outcome: 'sent', message_id: '7' } });
    expect(received.map(({ url }) => url)).toEqual([`/bot${token}/sendMessage`]);
    expect(JSON.parse(received[0]?.body ?? '{}')).toMatchObject({ chat_id: '42' });
    expect(`${sent.stdout}${sent.stderr}`).not.toContain(token);
  });

  test('where the environment does not say it, and says nothing about it where it does', async () => {
    const { root, received } = await startService(taken);
    const env = { TELEGRAM_BOT_TOKEN: '1:own', TELEGRAM_API_ROOT: root };
    expect(await sendWith('{ broken', env, ['--to', '5'])).toMatchObject({ exitCode: 0 });
    const config = "{ channels: { telegram: { botToken: '2:x', apiRoot: 'http://127.0.0.1:1', defaultTo: 9 } } }";
    expect(await sendWith(config, env)).toMatchObject({ exitCode: 0 });
    expect(received.map(({ url, body }) => [url, (JSON.parse(body) as { chat_id: string }).chat_id])).toEqual([
      ['/bot1:own/sendMessage', '5'],
      ['/bot1:own/sendMessage', '9'],
    ]);
  });

  test('for a proxy, which is used for its bot alone', async () => {
    const proxy = await startProxy();
    const { root, received } = await startService(taken);
    const config = `{ channels: { telegram: { botToken: '${token}', apiRoot: '${root}', proxy: '${proxy.root}', defaultTo: 9 } } }`;
    expect(await sendWith(config)).toMatchObject({ exitCode: 0 });
    expect([proxy.asked, received.length]).toEqual([[new URL(root).host], 1]);
    const own = { TELEGRAM_BOT_TOKEN: '1:own', TELEGRAM_API_ROOT: root };
    expect(await sendWith(config, own)).toMatchObject({ exitCode: 0 });
    expect([proxy.asked.length, received.length]).toEqual([1, 2]);
  });

  test.each([
    ['what is no JSON5', "{ channels: { telegram: { botToken: '9:hunter22' }", /openclaw\.json: expected JSON5/],
    [
      'a SecretRef of a program',
      "{ channels: { telegram: { botToken: { source: 'exec', id: 'x' } } } }",
      /source exec/,
    ],
    ['a variable that is not set', "{ channels: { telegram: { botToken: '${NOWHERE}' } } }", /NOWHERE/],
    [
      'a proxy of another kind',
      "{ channels: { telegram: { botToken: '1:a', proxy: 'socks5://p:1', defaultTo: 1 } } }",
      /proxy.*socks5/,
    ],
    ['no bot', '{ channels: {} }', /TELEGRAM_BOT_TOKEN/],
  ])('and names %s, with 78', async (_, config, words) => {
    const { exitCode, stderr, result } = await sendWith(config);
    expect(exitCode).toBe(78);
    expect(stderr).toMatch(words);
    expect(`${stderr}${JSON.stringify(result)}`).not.toContain('hunter22');
  });

  test('and shows its token in nothing that the service answers', async () => {
    const { root } = await startService(answer(404, JSON.stringify({ ok: false, description: `no bot${token} here` })));
    const config = `{ channels: { telegram: { botToken: '${token}', apiRoot: '${root}', defaultTo: 9 } } }`;
    const sent = await sendWith(config);
    expect(sent).toMatchObject({ exitCode: 75, result: { outcome: 'failed' } });
    expect(JSON.stringify(sent)).not.toContain(token);
  });
});
