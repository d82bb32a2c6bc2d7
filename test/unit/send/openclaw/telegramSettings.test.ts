import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, onTestFinished, test } from 'vitest';

import { readTelegramSettings } from '../../../../packages/send/src/openclaw/telegramSettings.ts';

/** A state directory with these files. */
function makeState(files: Record<string, string>): string {
  const directory = mkdtempSync(join(tmpdir(), 'owner-report-openclaw-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return directory;
}

function read(config: string, environment: NodeJS.ProcessEnv = {}, files: Record<string, string> = {}) {
  const directory = makeState({ 'openclaw.json': config, ...files });
  const settings = readTelegramSettings({ HOME: '/nowhere', OPENCLAW_STATE_DIR: directory, ...environment });
  return { ...settings, token: settings?.readToken() };
}

const telegram = (body: string) => `{ channels: { telegram: { ${body} } } }`;

describe('openclaw.json', () => {
  test('is read as JSON5, with comments, and trailing commas', () => {
    const found = read(`// mine
      { channels: { telegram: { enabled: true, botToken: '1:a', apiRoot: "http://127.0.0.1:1", proxy: 'http://p:3128',
        allowFrom: ['*', 'tg:42', 7], }, }, }`);
    expect(found).toMatchObject({ token: '1:a', apiRoot: 'http://127.0.0.1:1', proxy: 'http://p:3128', chat: 'tg:42' });
  });

  test('gives the chat of defaultTo before one of allowFrom, and keeps its digits', () => {
    expect(read(telegram('defaultTo: -1001480577550, allowFrom: [1]')).chat).toBe('-1001480577550');
    expect(read(telegram("allowFrom: ['*']"))).not.toHaveProperty('chat');
  });

  test('says nothing where it is not there, or has no Telegram', () => {
    const environment = { HOME: '/nowhere', OPENCLAW_STATE_DIR: makeState({}) };
    expect(readTelegramSettings(environment)).toBeUndefined();
    expect(read('{ channels: {} }').token).toBeUndefined();
  });

  test('names another file by OPENCLAW_CONFIG_PATH', () => {
    const other = join(makeState({ 'other.json': telegram("botToken: '2:b'") }), 'other.json');
    expect(read('{}', { OPENCLAW_CONFIG_PATH: other }).token).toBe('2:b');
  });

  test('takes in other files by $include, and what stands beside it outranks them', () => {
    const files = { 'channels.json5': "{ telegram: { botToken: '3:c', apiRoot: 'http://a' } }" };
    expect(read('{ channels: { $include: "./channels.json5" } }', {}, files).token).toBe('3:c');
    const beside = read('{ channels: { $include: ["channels.json5"], telegram: { apiRoot: "http://b" } } }', {}, files);
    expect(beside).toMatchObject({ token: '3:c', apiRoot: 'http://b' });
  });

  test('that cannot be parsed is named with its line, and nothing of it is shown', () => {
    const failing = () => read('{\n "botToken": "9:secret" "x"');
    expect(failing).toThrow(/openclaw\.json: expected JSON5.*at line 2/);
    expect(failing).not.toThrow(/secret/);
  });
});

describe('the account', () => {
  const accounts = (body: string, top = '') => telegram(`${top} accounts: { ${body} }`);

  test('called default is taken, and what it leaves out comes from above', () => {
    const found = read(accounts("default: { botToken: '1:d' }, a: { botToken: '1:a' }", "apiRoot: 'http://top',"));
    expect(found).toMatchObject({ token: '1:d', apiRoot: 'http://top' });
  });

  test('that defaultAccount names is taken, whatever the case of its letters', () => {
    const found = read(accounts("b: { botToken: '1:b' }, Ops: { botToken: '1:o' }", "defaultAccount: 'ops',"));
    expect(found.token).toBe('1:o');
  });

  test('is the first that is on by name, where neither a default nor a bot above them is there', () => {
    const body = "b: { botToken: '1:b' }, a: { enabled: false, botToken: '1:a' }";
    expect(read(accounts(body)).token).toBe('1:b');
    expect(read(accounts(body, "botToken: '1:top',")).token).toBe('1:top');
  });
});

describe('the token', () => {
  test.each([
    ['a text with a variable', "botToken: '${BOT_ID}:x'", '5:x'],
    ['a variable by its short form', "botToken: '$TOKEN'", '5:whole'],
    ['a SecretRef of the environment', "botToken: { source: 'env', provider: 'default', id: 'TOKEN' }", '5:whole'],
    ['a text with an escaped variable', "botToken: '$${BOT_ID}'", '${BOT_ID}'],
  ])('comes from %s', (_, body, token) => {
    expect(read(telegram(body), { BOT_ID: '5', TOKEN: '5:whole' }).token).toBe(token);
  });

  test('comes from the .env of the state directory, or the env of the file, where the environment says nothing', () => {
    const body =
      "env: { TOKEN: '6:plain', vars: { TOKEN: '6:own' } }, channels: { telegram: { botToken: '${TOKEN}' } }";
    expect(read(`{ ${body} }`).token).toBe('6:own');
    expect(read(`{ ${body} }`, {}, { '.env': '# mine\nTOKEN="6:dotenv"\n' }).token).toBe('6:dotenv');
    expect(read(`{ ${body} }`, { TOKEN: '6:env' }, { '.env': 'TOKEN=6:dotenv\n' }).token).toBe('6:env');
  });

  test('comes from a tokenFile, but not through a link', () => {
    const directory = makeState({ token: '7:f\n' });
    expect(read(telegram(`tokenFile: '${join(directory, 'token')}'`)).token).toBe('7:f');
    symlinkSync('token', join(directory, 'link'));
    expect(() => read(telegram(`tokenFile: '${join(directory, 'link')}'`))).toThrow(/tokenFile.*found a link/);
    mkdirSync(join(directory, 'dir'));
    expect(() => read(telegram(`tokenFile: '${join(directory, 'dir')}'`))).toThrow(/tokenFile.*a regular file/);
  });

  test.each([
    ['a variable that is not set', "botToken: '${NOWHERE}'", /channels\.telegram\.botToken.*NOWHERE/],
    ['a SecretRef of a file', "botToken: { source: 'file', provider: 'x', id: '/y' }", /SecretRef of source file/],
    ['a SecretRef of a program', "botToken: { source: 'exec', provider: 'x', id: 'y' }", /SecretRef of source exec/],
    ['a number', 'botToken: 5', /a number/],
  ])('is named where it is %s', (_, body, words) => {
    expect(() => read(telegram(body))).toThrow(words);
  });
});
