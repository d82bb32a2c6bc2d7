import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { makeOpenclaw } from '../fixtures/openclaw/installation.ts';
import { makeHome, reportText, root, type TestHome } from '../harness.ts';
import { bareEnvironment, makeDirectory, makeToolDirectory, run, shellTools, writeNode } from '../scripts/workbench.ts';

const openclaw = 'owner-report-send openclaw';
const watchdog = join(root, 'packages/watchdog/bin/owner-report-watchdog.cjs');
const wrapper = join(root, 'scripts/run_owner_report_watchdog.sh');

/** A home with seven pending reports and, if given, a config.json. */
async function makeBacklog(config?: object): Promise<TestHome> {
  const home = await makeHome();
  for (let number = 1; number <= 7; number += 1) {
    const id = `20200101T00000000${number}Z-a`;
    await home.write(id, reportText(id));
  }
  if (config !== undefined) await writeFile(home.path('config.json'), JSON.stringify(config), { mode: 0o600 });
  return home;
}

interface Preview {
  command: string | null;
  environment: Record<string, string>;
}

/** What a scheduled pass would send. */
async function preview(home: TestHome, args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Preview[]> {
  const result = await home.run('watchdog', ['--scheduled', '--dry-run', '--json', ...args], { env });
  expect(result).toMatchObject({ exitCode: 0 });
  const lines = String(result.stdout).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Preview);
}

describe('--scheduled fills in what nothing else says', () => {
  test('five reports through OpenClaw to discord', async () => {
    const shown = await preview(await makeBacklog());
    expect(shown).toHaveLength(5);
    const { command, environment } = shown[0] as Preview;
    expect(command).toBe(openclaw);
    expect(environment['OWNER_REPORT_CHANNEL']).toBe('discord');
  });

  test('and without it nothing is filled in', async () => {
    const home = await makeBacklog();
    const result = await home.run('watchdog', ['--dry-run', '--json']);
    expect(JSON.parse(String(result.stdout))).toMatchObject({ command: null });
  });

  test('by its variable, too', async () => {
    const home = await makeBacklog();
    const result = await home.run('watchdog', ['--dry-run', '--json'], { env: { OWNER_REPORT_SCHEDULED: '1' } });
    expect(String(result.stdout).trimEnd().split('\n')).toHaveLength(5);
  });

  test.each([
    ['flags', ['--send-cmd', 'cat', '--max-count', '2'], {}, undefined],
    ['flags with =', ['--send-cmd=cat', '--max-count=2'], {}, undefined],
    ['variables', [], { OWNER_REPORT_SEND_CMD: 'cat', OWNER_REPORT_MAX_COUNT: '2' }, undefined],
    ['config.json', [], {}, { sendCommand: 'cat', maxCount: 2 }],
  ])('but not what is said by %s', async (_where, args, env, config) => {
    const shown = await preview(await makeBacklog(config), args, env);
    expect(shown.map(({ command }) => command)).toEqual(['cat', 'cat']);
    // The channel belongs to the send command that was not filled in.
    expect(shown[0]?.environment['OWNER_REPORT_CHANNEL']).toBe('');
  });

  test('and keeps a channel and target of config.json beside its own send command', async () => {
    const [first] = await preview(await makeBacklog({ channel: 'telegram', target: '42' }));
    expect(first?.command).toBe(openclaw);
    expect(first?.environment).toMatchObject({ OWNER_REPORT_CHANNEL: 'telegram', OWNER_REPORT_TARGET: '42' });
  });

  test.each([['--all'], ['--all=YES']])('and no maximum beside %s', async (flag) => {
    expect(await preview(await makeBacklog(), [flag])).toHaveLength(7);
  });
});

describe('a scheduled pass finds its own send command, and OpenClaw gets the report', () => {
  /** A home with one report, and what OpenClaw was given once it was sent from there. */
  async function makeQueue() {
    const home = await makeHome();
    await home.write('r1', reportText('r1', {}, 'it is done\n'));
    const { entry, directory } = await makeOpenclaw(home.base);
    const env = {
      HOME: home.base,
      OWNER_REPORT_HOME: home.dir,
      OWNER_REPORT_TARGET: 'channel:1',
      OPENCLAW_ENTRY: entry,
      FAKE_DIR: directory,
    };
    const readSent = async () => [await readFile(join(directory, 'calls.jsonl'), 'utf8'), await home.names('sent')];
    return { env, readSent };
  }
  const sent = [expect.stringContaining('"--channel=discord","--target=channel:1","--message=it is done"'), ['r1.md']];

  test('by the wrapper, with what cron gives it', async () => {
    const { env, readSent } = await makeQueue();
    const pass = await run(wrapper, [], { ...bareEnvironment, ...env });
    expect(pass).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await readSent()).toEqual(sent);
  });

  test('by the wrapper, through a link to it from elsewhere', async () => {
    const { env, readSent } = await makeQueue();
    const link = join(await makeDirectory(), 'watch');
    await symlink(wrapper, link);
    const pass = await run(link, [], { ...bareEnvironment, ...env });
    expect(pass).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await readSent()).toEqual(sent);
  });

  test('by the wrapper, also where a file in the home says where OpenClaw is', async () => {
    const { env, readSent } = await makeQueue();
    const { OPENCLAW_ENTRY, ...others } = env;
    const secrets = join(env.OWNER_REPORT_HOME, 'secrets');
    await mkdir(secrets, { mode: 0o700 });
    await writeFile(join(secrets, 'OPENCLAW_ENTRY'), `${OPENCLAW_ENTRY}\n`, { mode: 0o600 });
    const pass = await run(wrapper, [], { ...bareEnvironment, ...others });
    expect(pass).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await readSent()).toEqual(sent);
    const doctor = await run(process.execPath, [watchdog, 'doctor', '--json', '--scheduled'], {
      ...bareEnvironment,
      ...others,
    });
    const points = doctor.stdout.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(points[6]).toMatchObject({ point: 7, level: 'ok', found: expect.stringContaining(OPENCLAW_ENTRY) });
  });

  test('by the watchdog itself, on a node that no PATH names', async () => {
    const { env, readSent } = await makeQueue();
    const PATH = await makeToolDirectory(shellTools);
    const pass = await run(process.execPath, [watchdog, '--scheduled'], {
      ...env,
      PATH,
      NODE_BIN: process.execPath,
    });
    expect(pass).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await readSent()).toEqual(sent);
  });
});

describe('--scheduled says what is missing', () => {
  test('a target, with exit 78, when there is a report to send', async () => {
    const home = await makeBacklog();
    const result = await home.run('watchdog', ['--scheduled']);
    expect(result).toMatchObject({ exitCode: 78, stdout: '' });
    expect(String(result.stderr)).toContain('OWNER_REPORT_TARGET');
    expect(await home.names('sent')).toEqual([]);
  });

  test('a target before it follows an empty home', async () => {
    expect(await (await makeHome()).run('watchdog', ['--scheduled', '--follow'])).toMatchObject({ exitCode: 78 });
  });

  test.each([[[]], [['status']], [['prune', '--older-than', '30d']]])(
    'nothing when %j has nothing to send',
    async (args) => {
      const result = await (await makeHome()).run('watchdog', ['--scheduled', ...args]);
      expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    },
  );

  test('a target where --dry-run=0 outranks the environment', async () => {
    const env = { OWNER_REPORT_DRY_RUN: '1' };
    const home = await makeBacklog();
    expect(await home.run('watchdog', ['--scheduled', '--dry-run=0'], { env })).toMatchObject({ exitCode: 78 });
    expect(await home.run('watchdog', ['--scheduled'], { env })).toMatchObject({ exitCode: 0 });
  });

  test('OpenClaw, with exit 69, when its entry is not there', async () => {
    const env = { OWNER_REPORT_TARGET: '1', OPENCLAW_ENTRY: '/nowhere/entry.js', NODE_BIN: process.execPath };
    const result = await (await makeBacklog()).run('watchdog', ['--scheduled'], { env });
    expect(result.exitCode).toBe(69);
    expect(String(result.stderr)).toMatch(/OPENCLAW_ENTRY.*\/nowhere\/entry\.js/);
  });

  test('a node that suits OpenClaw, naming both versions, with exit 69', async () => {
    const { entry } = await makeOpenclaw(await makeDirectory(), '>=99.1');
    const env = { OWNER_REPORT_TARGET: '1', OPENCLAW_ENTRY: entry, NODE_BIN: process.execPath };
    const home = await makeBacklog();
    const result = await home.run('watchdog', ['--scheduled'], { env });
    expect(result.exitCode).toBe(69);
    expect(String(result.stderr)).toMatch(/>=99\.1.*found \d+\.[^]*OPENCLAW_NODE_BIN/);
    const newer = join(await makeDirectory(), 'node');
    await writeNode(newer, '99.2.0');
    const suited = await home.run('watchdog', ['--scheduled'], { env: { ...env, OPENCLAW_NODE_BIN: newer } });
    expect(suited.exitCode).not.toBe(69);
  });
});
