import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { answers, startBotApi, token } from './bot-api.ts';
import { bareEnvironment, makeDirectory, makeOpenclaw, probe, run, sendScripts } from './workbench.ts';

describe('the send command for OpenClaw or Telegram', () => {
  const either = join(sendScripts, 'openclaw-or-telegram.sh');

  it('leaves a failure of OpenClaw a failure and asks Telegram nothing', async () => {
    const { root, requests } = await startBotApi(answers.ok);
    const { entry, record } = await makeOpenclaw();
    const result = await run(either, [], {
      ...bareEnvironment,
      OPENCLAW_ENTRY: entry,
      OWNER_REPORT_TARGET: '1',
      OWNER_REPORT_MESSAGE: 'hello',
      FAKE_RECORD: record,
      FAKE_EXIT: '1',
      TELEGRAM_API_ROOT: root,
      TELEGRAM_BOT_TOKEN: token,
      TELEGRAM_CHAT_ID: '42',
    });
    expect(result.exitCode).toBe(75);
    expect(await readFile(record, 'utf8')).toContain('--message=hello');
    expect(requests).toEqual([]);
  });

  it('takes a wrong OPENCLAW_ENTRY for a fault, not for an absent OpenClaw', async () => {
    const env = {
      ...bareEnvironment,
      OPENCLAW_ENTRY: '/nowhere/entry.js',
      OWNER_REPORT_TARGET: '1',
    };
    expect((await run(either, [], env, { input: 'hello' })).exitCode).toBe(69);
  });

  it('uses Telegram where no OpenClaw is installed', async ({ skip }) => {
    const HOME = await makeDirectory();
    const probed = await run(probe, [], { ...bareEnvironment, HOME });
    if (probed.exitCode === 0) skip('an OpenClaw is installed on this machine');
    const { root, requests } = await startBotApi(answers.ok);
    const env = {
      HOME,
      TELEGRAM_API_ROOT: root,
      TELEGRAM_BOT_TOKEN: token,
      TELEGRAM_CHAT_ID: '42',
    };
    const result = await run(either, [], { ...bareEnvironment, ...env }, { input: 'hello' });
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(requests[0]?.form['text']).toBe('hello');
  });
});
