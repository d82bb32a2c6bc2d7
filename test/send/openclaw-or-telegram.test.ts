import { describe, expect, test } from 'vitest';

import { isOpenclawInstalled, makeOpenclaw } from '../fixtures/openclaw/installation.ts';
import { makeHome } from '../harness.ts';
import { runSend } from './sendBy.ts';
import { answer, startService } from './service.ts';

const taken = answer(200, '{"ok":true,"result":{"message_id":7}}');

describe('owner-report-send openclaw-or-telegram', () => {
  test('leaves a failure of OpenClaw a failure, and asks Telegram nothing', async () => {
    const { root, received } = await startService(taken);
    const home = await makeHome();
    const { entry, directory } = await makeOpenclaw(home.base);
    const env = {
      OPENCLAW_ENTRY: entry,
      FAKE_DIR: directory,
      FAKE_ANSWER: '{"ok":false}',
      OWNER_REPORT_TARGET: '42',
      TELEGRAM_API_ROOT: root,
      TELEGRAM_BOT_TOKEN: '1:a',
      TELEGRAM_CHAT_ID: '42',
    };
    const sent = await runSend('openclaw-or-telegram', { home, env });
    expect(sent).toMatchObject({ exitCode: 75, result: { outcome: 'failed' } });
    expect(received).toEqual([]);
  });

  test('takes an OPENCLAW_ENTRY that is not there for a fault, not for an absent OpenClaw', async () => {
    const { root, received } = await startService(taken);
    const env = { OPENCLAW_ENTRY: '/nowhere/entry.js', TELEGRAM_API_ROOT: root, TELEGRAM_BOT_TOKEN: '1:a' };
    const sent = await runSend('openclaw-or-telegram', { env, args: ['--to', '42'] });
    expect(sent).toMatchObject({ exitCode: 69 });
    expect(received).toEqual([]);
  });

  test('uses Telegram where no OpenClaw is installed, with the target where it is meant for Telegram', async ({
    skip,
  }) => {
    const home = await makeHome();
    if (await isOpenclawInstalled(home)) skip('an OpenClaw is installed on this machine');
    const { root, received } = await startService(taken);
    const env = {
      TELEGRAM_API_ROOT: root,
      TELEGRAM_BOT_TOKEN: '1:a',
      TELEGRAM_CHAT_ID: '42',
      OWNER_REPORT_TARGET: '99',
    };
    for (const OWNER_REPORT_CHANNEL of ['telegram', '', 'discord']) {
      const sent = await runSend('openclaw-or-telegram', { home, env: { ...env, OWNER_REPORT_CHANNEL } });
      expect(sent).toMatchObject({ exitCode: 0 });
    }
    const chats = received.map(({ body }) => (JSON.parse(body) as { chat_id: string }).chat_id);
    expect(chats).toEqual(['99', '99', '42']);
    // Longer than a message of Telegram.
    await runSend('openclaw-or-telegram', { home, env, message: 'line\n'.repeat(1000) });
    const { text } = JSON.parse(received[3]?.body ?? '{}') as { text: string };
    expect(text).toMatch(/\n\[cut: \d+ more UTF-16 units in report .+\]$/);
    expect(text.length).toBeLessThanOrEqual(4096);
  });
});
