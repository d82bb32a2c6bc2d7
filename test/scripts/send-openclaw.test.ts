import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { bareEnvironment, fixtures, makeDirectory, makeOpenclaw, readJson, run, sendScripts } from './workbench.ts';

type Call = { args: string[]; OPENCLAW_HOME?: string; OPENCLAW_STATE_DIR?: string };

const script = join(sendScripts, 'openclaw.sh');
const sent = '{\n  "action": "send",\n  "dryRun": false,\n  "payload": {\n    "ok": true\n  }\n}\n';

async function send(env: Record<string, string>, engines?: string) {
  const { entry, record } = await makeOpenclaw(engines);
  const temporary = await makeDirectory();
  const result = await run(script, [], {
    ...bareEnvironment,
    HOME: await makeDirectory(),
    TMPDIR: temporary,
    OPENCLAW_ENTRY: entry,
    OWNER_REPORT_TARGET: 'channel:1',
    OWNER_REPORT_MESSAGE: 'hello',
    FAKE_RECORD: record,
    FAKE_ANSWER: sent,
    ...env,
  });
  expect(await readdir(temporary)).toEqual([]);
  return { ...result, call: await readJson<Call>(record).catch(() => undefined) };
}

describe('the OpenClaw send command', () => {
  it('gives channel, target and message to message send and shows the answer', async () => {
    const result = await send({ OWNER_REPORT_CHANNEL: 'slack', OWNER_REPORT_TARGET: 'C1' });
    expect(result).toMatchObject({ exitCode: 0, stdout: sent.trimEnd(), stderr: '' });
    expect(result.call?.args).toEqual([
      'message',
      'send',
      '--channel=slack',
      '--target=C1',
      '--message=hello',
      '--json',
    ]);
  });

  it('sends to discord when no channel is set', async () => {
    expect((await send({})).call?.args).toContain('--channel=discord');
  });

  it('keeps a message byte for byte, whatever it looks like', async () => {
    const message = '--dry-run $(id) `id` \'x\' "y" \\ 繁體中文\n\n- item\n\n';
    const { call } = await send({ OWNER_REPORT_MESSAGE: message });
    expect(call?.args).toContain(`--message=${message}`);
  });

  it('reads the message from stdin when the environment has none', async () => {
    const { entry, record } = await makeOpenclaw();
    const env = {
      OPENCLAW_ENTRY: entry,
      FAKE_RECORD: record,
      FAKE_ANSWER: sent,
      OWNER_REPORT_TARGET: '1',
    };
    const result = await run(script, [], { ...bareEnvironment, ...env }, { input: '- from stdin\n' });
    expect(result.exitCode).toBe(0);
    expect((await readJson<Call>(record)).args).toContain('--message=- from stdin\n');
  });

  it.each([
    ['log lines before it', `[plugins] loaded {3}\n{not json}\n${sent}`],
    ['log lines after it', `${sent}closing {connection}\n`],
    ['one line', '{"payload":{"ok":true}}'],
  ])('finds the JSON answer with %s', async (_, answer) => {
    expect(await send({ FAKE_ANSWER: answer })).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it.each([
    ['ok:false at the top', '{"ok":false}', /ok:false/],
    ['ok:false in the payload', '{"payload":{"ok":false}}', /ok:false/],
    ['ok:false in the result', '{"payload":{"result":{"ok":false}}}', /ok:false/],
    ['a dry run', '{"dryRun":true}', /dry run/],
    ['a dry run in the payload', '{"payload":{"dry_run":true}}', /dry run/],
    ['no JSON', 'sent!\n', /no JSON/],
    ['nothing', '', /no JSON/],
    ['half a document', '{"payload":{"ok":true}', /no JSON/],
  ])('takes exit 0 with %s for a failure', async (_, answer, reason) => {
    const result = await send({ FAKE_ANSWER: answer });
    expect(result.exitCode).toBe(75);
    expect(result.stderr).toMatch(reason);
  });

  it('fails when OpenClaw fails, whatever it prints', async () => {
    const result = await send({ FAKE_EXIT: '3' });
    expect(result).toMatchObject({ exitCode: 75, stdout: sent.trimEnd() });
    expect(result.stderr).toMatch(/found 3/);
  });

  it('runs nothing on a node that OpenClaw refuses, with exit 69', async () => {
    const result = await send({}, '>=99');
    expect(result).toMatchObject({ exitCode: 69, call: undefined });
    expect(result.stderr).toMatch(/>=99.*OPENCLAW_NODE_BIN/);
  });

  it('asks for a target with exit 78', async () => {
    const result = await send({ OWNER_REPORT_TARGET: '' });
    expect(result).toMatchObject({ exitCode: 78, call: undefined });
    expect(result.stderr).toMatch(/OWNER_REPORT_TARGET/);
  });

  it('refuses an empty message with exit 65', async () => {
    expect(await send({ OWNER_REPORT_MESSAGE: '' })).toMatchObject({
      exitCode: 65,
      call: undefined,
    });
  });

  it('hands OPENCLAW_HOME on as the state directory', async () => {
    const { call } = await send({ OPENCLAW_HOME: '/state/here' });
    expect(call).toMatchObject({ OPENCLAW_STATE_DIR: '/state/here' });
    expect(call).not.toHaveProperty('OPENCLAW_HOME');
  });

  it('names no state directory when there is none, and ~/.openclaw when it exists', async () => {
    const home = await makeDirectory();
    expect((await send({ HOME: home })).call).not.toHaveProperty('OPENCLAW_STATE_DIR');
    await mkdir(join(home, '.openclaw'));
    expect((await send({ HOME: home })).call).toMatchObject({
      OPENCLAW_STATE_DIR: join(home, '.openclaw'),
    });
  });

  it('uses an openclaw command on PATH that belongs to no package', async () => {
    const record = join(await makeDirectory(), 'record');
    const env = {
      ...bareEnvironment,
      PATH: `${join(fixtures, 'openclaw')}:/usr/bin:/bin`,
      HOME: await makeDirectory(),
      OWNER_REPORT_TARGET: '1',
      FAKE_RECORD: record,
    };
    const result = await run(script, [], env, { input: '-x' });
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await readFile(record, 'utf8')).toBe('message\nsend\n--channel=discord\n--target=1\n--message=-x\n--json\n');
  });
});
