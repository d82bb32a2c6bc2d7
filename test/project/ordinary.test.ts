import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { expect, test } from 'vitest';

import { type Command, makeHome, reportText, root, type TestHome } from '../harness.ts';

interface Loaded {
  files: string[];
  builtins: string[];
}

/** What a call loads, and how it ended. */
async function load(home: TestHome, command: Command, args: string[], env: NodeJS.ProcessEnv = {}): Promise<Loaded> {
  const file = join(home.base, 'loaded');
  await writeFile(file, '');
  const NODE_OPTIONS = `--require="${join(root, 'test/fixtures/loaded/note.cjs')}"`;
  const result = await home.run(command, args, { env: { NODE_OPTIONS, LOADED_FILES: file, ...env } });
  expect(result, args.join(' ')).toMatchObject({ exitCode: 0 });
  return JSON.parse((await readFile(file, 'utf8')).trim()) as Loaded;
}

const fields = ['--team', 't', '--worker', 'w', '--task-id', 'job', '--done', 'all 40% of: it'];
const flatConfig = { sendCommand: 'true', target: 'channel:1', team: 'ops', maxCount: 3, timeoutSeconds: 30 };

const ordinary: [what: string, command: Command, args: string[]][] = [
  ['a report', 'producer', fields],
  ['a report with a body', 'producer', [...fields, '--body', 'two\nlines', '--field', 'ticket=17']],
  ['a report that is there already', 'producer', [...fields, '--report-id', 'r2']],
  ['a look at a report', 'consumer', ['r1']],
  ['all reports of an empty place', 'consumer', ['--all', '--state', 'held']],
  ['a dry run', 'driver', ['r1', '--dry-run', '--send-cmd', 'true']],
];

for (const config of [undefined, flatConfig]) {
  const where = config === undefined ? 'without a config' : 'with a flat config';

  test.each(ordinary)(
    `%s loads one small file, and nothing of node that takes long, ${where}`,
    async (_, command, args) => {
      const home = await makeHome();
      await home.run('producer', [...fields, '--report-id', 'r2']);
      await home.write('r1', reportText('r1'));
      if (config !== undefined) await writeFile(home.path('config.json'), JSON.stringify(config), { mode: 0o600 });
      expect(odd(await load(home, command, args))).toEqual([]);
    },
  );

  test.each([
    ['by hand', ['--send-cmd', 'true']],
    ['from cron', ['--scheduled', '--quiet']],
  ])(`so does a pass with nothing to do, %s, ${where}`, async (_, args) => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'), 'sent');
    if (config !== undefined) await writeFile(home.path('config.json'), JSON.stringify(config), { mode: 0o600 });
    expect(odd(await load(home, 'watchdog', args))).toEqual([]);
  });
}

/** A file of jobs with a long one that is running, and the options that name it and its state. */
async function makeJobs(home: TestHome, job: object = {}): Promise<string[]> {
  const commands = { start: ['true'], status: ['echo', '{"running": true, "completed": false, "progress": {"n": 1}}'] };
  // It may be night here.
  const policy = { quietHours: { start: '00:00', end: '00:00' } };
  const common = {
    id: 'sync',
    kind: 'long_running_read',
    risk: 'read_only',
    enabled: true,
    cwd: home.base,
    commands,
    policy,
  };
  const path = join(home.base, 'jobs.json');
  await writeFile(path, JSON.stringify({ version: 1, jobs: [{ ...common, ...job }] }), { mode: 0o600 });
  return ['--config-file', path, '--state-file', join(home.base, 'state.json')];
}

test('so does a tick, but for what it needs to ask a job, be there something to report or not', async () => {
  const home = await makeHome();
  const tick = ['tick', ...(await makeJobs(home))];
  const asking = new Set(['child_process', 'net', 'stream'].map((name) => `NativeModule ${name}`));
  const first = odd(await load(home, 'monitor', tick)).filter((name) => !asking.has(name));
  expect(await home.names('pending')).toHaveLength(1);
  const second = odd(await load(home, 'monitor', tick)).filter((name) => !asking.has(name));
  expect(await home.names('pending')).toHaveLength(1);
  expect([first, second]).toEqual([[], []]);
  await makeJobs(home, { enabled: false });
  expect(odd(await load(home, 'monitor', tick))).toEqual([]);
});

test('a tick loads what reads a cron expression where there is one, and the schema where something is wrong', async () => {
  const home = await makeHome();
  const cron = { kind: 'one_shot_read', schedule: '0 0 1 1 *', commands: { run: ['true'] } };
  const tick = ['tick', ...(await makeJobs(home, cron))];
  expect(odd(await load(home, 'monitor', tick))).toEqual(['croner.cjs']);
  await makeJobs(home, { enabled: 'yes' });
  expect(odd(await load(home, 'monitor', tick))).toContain('wholeSchema.cjs');
});

/** What an ordinary call does not load. */
function odd({ files, builtins }: Loaded): string[] {
  const slow =
    /^NativeModule (?:crypto|assert|perf_hooks|child_process|net|tty|stream|worker_threads|fs\/promises|timers\/promises)$/;
  const usual = /^(?:owner-report-\w+|start|main)\.cjs$/;
  return [
    ...files.map((path) => basename(path)).filter((name) => !usual.test(name)),
    ...builtins.filter((name) => slow.test(name)),
  ];
}

test('a pass with nothing to do stays small where something is remembered of a report that is held', async () => {
  const home = await makeHome();
  await home.write('r1', reportText('r1'));
  await home.run('watchdog', ['--send-cmd', 'false']);
  await home.run('watchdog', ['hold', 'r1', '--reason', 'wrong channel']);
  expect(await home.names('attempts')).toContain('r1.json');
  expect(odd(await load(home, 'watchdog', ['--send-cmd', 'true']))).not.toContain('drainQueue.cjs');
});

test.each([
  ['producer', [...fields, '--report-id', 'r2', '--done', 'two\nlines']],
  ['consumer', ['r1']],
] as const)('what %s warns of it says once, though it turns out to need more', async (command, args) => {
  const home = await makeHome();
  await home.write('r1', reportText('r1', { done: '|\n  two\n  lines' }));
  await writeFile(home.path('config.json'), '{broken', { mode: 0o600 });
  const { exitCode, stderr } = await home.run(
    command,
    args.filter((word) => word !== '--team' && word !== 't'),
  );
  expect(exitCode).toBe(0);
  expect(String(stderr).split('config.json: expected JSON')).toHaveLength(2);
});

test('what is not ordinary loads more: the test above can fail', async () => {
  const home = await makeHome();
  await home.write('r1', reportText('r1', { done: '|\n  two\n  lines' }));
  for (const [command, args] of [
    ['consumer', ['r1']],
    ['watchdog', ['--help']],
    ['watchdog', ['--send-cmd', 'true']],
    ['producer', [...fields, '--done', 'two\nlines']],
  ] as const) {
    expect(odd(await load(home, command, [...args])), command).not.toEqual([]);
  }
});
