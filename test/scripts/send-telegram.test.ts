import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { answers, startBotApi, token, type Answer } from './bot-api.ts';
import { bareEnvironment, fixtures, makeDirectory, makeToolDirectory, run, sendScripts } from './workbench.ts';

const script = join(sendScripts, 'telegram.sh');

async function send(answer: Answer, env: Record<string, string> = {}) {
  const { root, requests } = await startBotApi(answer);
  const temporary = await makeDirectory();
  const result = await run(script, [], {
    ...bareEnvironment,
    HOME: await makeDirectory(),
    TMPDIR: temporary,
    TELEGRAM_API_ROOT: root,
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_CHAT_ID: '42',
    OWNER_REPORT_MESSAGE: 'hello',
    ...env,
  });
  expect(await readdir(temporary)).toEqual([]);
  expect(result.stdout + result.stderr).not.toContain(token);
  return { ...result, requests };
}

/** An OpenClaw state directory with this openclaw.json. */
async function makeOpenclawHome(telegram: unknown): Promise<string> {
  const home = await makeDirectory();
  await writeFile(join(home, 'openclaw.json'), JSON.stringify({ channels: { telegram } }));
  return home;
}

describe('the Telegram send command', () => {
  it('posts the message as plain text without a link preview', async () => {
    const message = '-@file & =1 50% +2 <b> *x* "q" \'a\' 繁體中文 🛠️\n\n- item\n';
    const { exitCode, stdout, stderr, requests } = await send(answers.ok, {
      OWNER_REPORT_MESSAGE: message,
    });
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 0,
      stdout: 'sent to Telegram, message 7',
      stderr: '',
    });
    expect(requests).toHaveLength(1);
    expect(requests[0]?.url).toBe(`/bot${token}/sendMessage`);
    expect(requests[0]?.form).toEqual({
      chat_id: '42',
      text: message,
      link_preview_options: '{"is_disabled":true}',
    });
  });

  it('shows the token in no list of arguments', async () => {
    const record = join(await makeDirectory(), 'arguments');
    const PATH = `${join(fixtures, 'telegram')}:${bareEnvironment.PATH}`;
    const { exitCode, requests } = await send(answers.ok, { PATH, CURL_ARGUMENTS: record });
    expect(exitCode).toBe(0);
    expect(await readFile(record, 'utf8')).toMatch(/^--config$/m);
    expect(await readFile(record, 'utf8')).not.toContain(token);
    expect(requests[0]?.commandLines.filter((line) => line.includes(token))).toEqual([]);
  });

  it('shows the token in no output when the answer repeats it', async () => {
    const body = JSON.stringify({ ok: false, description: `no such bot${token}, ${token}` });
    const { stderr } = await send({ status: 404, body });
    expect(stderr).toContain('no such bot<token>, <token>');
  });

  it.each([
    ['ok:false', answers.okFalse, /HTTP 200 and ok:false: odd/],
    ['a refusal', answers.refused, /HTTP 400.*chat not found.*check the chat id/],
    ['too many requests', answers.tooMany, /HTTP 429.*Too Many Requests; retry_after=35 s/],
    ['a server error', answers.broken, /HTTP 500/],
  ])('exits 75 after one request on %s', async (_, answer, reason) => {
    const { exitCode, stderr, requests } = await send(answer);
    expect(exitCode).toBe(75);
    expect(stderr).toMatch(reason);
    expect(requests).toHaveLength(1);
  });

  it('exits 75 after one request when no answer comes in time', async () => {
    // Long enough for the request to arrive on any machine.
    const { exitCode, stderr, requests } = await send(answers.nothing, { TELEGRAM_TIMEOUT_SECONDS: '5' });
    expect(exitCode).toBe(75);
    expect(stderr).toMatch(/within 5 s.*curl exit 28.*may or may not/);
    expect(requests).toHaveLength(1);
  });

  it('exits 75 when nothing listens', async () => {
    const { exitCode, stderr } = await send(answers.ok, {
      TELEGRAM_API_ROOT: 'http://127.0.0.1:1',
    });
    expect(exitCode).toBe(75);
    expect(stderr).toMatch(/curl exit 7.*nothing was sent/);
  });

  it.each([
    ['telegram', '-100123', '-100123'],
    ['', '@a_channel', '@a_channel'],
    ['telegram', 'telegram:5', '5'],
    ['discord', '99', '42'],
  ])('with channel %j and target %s it writes to %s', async (channel, target, chat) => {
    const env = { OWNER_REPORT_CHANNEL: channel, OWNER_REPORT_TARGET: target };
    const { requests } = await send(answers.ok, env);
    expect(requests[0]?.form['chat_id']).toBe(chat);
  });

  it('writes into the topic that the target names', async () => {
    const env = { OWNER_REPORT_CHANNEL: 'telegram', OWNER_REPORT_TARGET: '-1001:topic:9' };
    const { requests } = await send(answers.ok, env);
    expect(requests[0]?.form).toMatchObject({ chat_id: '-1001', message_thread_id: '9' });
  });

  it.each([
    ['jq', ['jq']],
    ['node', []],
  ])('takes token and chat from openclaw.json by means of %s', async (_, readers) => {
    const tools = [
      'sh',
      'cat',
      'curl',
      'cut',
      'dirname',
      'getent',
      'head',
      'id',
      'mktemp',
      'readlink',
      'rm',
      'sed',
      'tr',
    ];
    const OPENCLAW_HOME = await makeOpenclawHome({ botToken: token, allowFrom: [1480577550, 2] });
    const { exitCode, requests } = await send(answers.ok, {
      PATH: await makeToolDirectory([...tools, ...readers]),
      OPENCLAW_HOME,
      TELEGRAM_BOT_TOKEN: '',
      TELEGRAM_CHAT_ID: '',
    });
    expect(exitCode).toBe(0);
    expect(requests[0]).toMatchObject({
      url: `/bot${token}/sendMessage`,
      form: { chat_id: '1480577550' },
    });
  });

  it.each([
    ['no token', { TELEGRAM_BOT_TOKEN: '' }, /TELEGRAM_BOT_TOKEN/],
    ['a token of another form', { TELEGRAM_BOT_TOKEN: 'a"\nurl = "http://x' }, /TELEGRAM_BOT_TOKEN/],
    ['no chat', { TELEGRAM_CHAT_ID: '' }, /TELEGRAM_CHAT_ID/],
    ['a chat of another form', { TELEGRAM_CHAT_ID: '42&text=x' }, /42&text=x/],
    ['an address of another form', { TELEGRAM_API_ROOT: 'file:///x' }, /TELEGRAM_API_ROOT/],
    ['a time of another form', { TELEGRAM_TIMEOUT_SECONDS: 'soon' }, /TELEGRAM_TIMEOUT_SECONDS.*soon/],
  ])('asks with exit 78 for %s', async (_, env, reason) => {
    const { exitCode, stderr, requests } = await send(answers.ok, env);
    expect(exitCode).toBe(78);
    expect(stderr).toMatch(reason);
    expect(requests).toEqual([]);
  });

  it('takes an allow list that says anyone for no chat', async () => {
    const OPENCLAW_HOME = await makeOpenclawHome({ allowFrom: ['*'] });
    expect((await send(answers.ok, { OPENCLAW_HOME, TELEGRAM_CHAT_ID: '' })).exitCode).toBe(78);
  });

  it('says that openclaw.json is not JSON and shows nothing of it', async () => {
    const OPENCLAW_HOME = await makeDirectory();
    await writeFile(join(OPENCLAW_HOME, 'openclaw.json'), `{ "botToken": "${token}", // comment`);
    const { exitCode, stderr } = await send(answers.ok, { OPENCLAW_HOME, TELEGRAM_BOT_TOKEN: '' });
    expect(exitCode).toBe(78);
    expect(stderr).toMatch(/expected JSON in/);
  });
});
