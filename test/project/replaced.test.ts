import { cp, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa, type ResultPromise } from 'execa';
import { expect, onTestFinished, test } from 'vitest';

import { makeGate } from '../fixtures/send/gate.ts';
import { type Command, makeHome, reportText, root, type TestHome, until } from '../harness.ts';

/** The command as it is installed in a directory of the test, which an upgrade may take away. */
async function install(home: TestHome, command: Command): Promise<string> {
  const directory = join(home.base, 'installed');
  await mkdir(directory, { recursive: true });
  for (const part of ['bin', 'dist/bundle'])
    await cp(join(root, 'packages', command, part), join(directory, command, part), { recursive: true });
  return join(directory, command, 'bin', `owner-report-${command}.cjs`);
}

function startInstalled(home: TestHome, path: string, args: string[]): ResultPromise {
  const child = execa(process.execPath, [path, ...args], {
    reject: false,
    extendEnv: false,
    env: home.environment(),
    stdin: 'ignore',
  }) as unknown as ResultPromise;
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Writes jobs of the test. @returns the options that name their file and that of the state */
async function writeJobs(home: TestHome, jobs: object[]): Promise<string[]> {
  const [config, state] = [join(home.base, 'jobs.json'), join(home.base, 'state.json')];
  const entries = jobs.map((job) => ({ enabled: true, cwd: home.base, ...job }));
  await writeFile(config, JSON.stringify({ version: 1, jobs: entries }), { mode: 0o600 });
  return ['--config-file', config, '--state-file', state];
}

const takeAway = (home: TestHome) => rename(join(home.base, 'installed'), join(home.base, 'upgraded'));

test('a report on a command is enqueued, whatever became of this package while it ran', async () => {
  const home = await makeHome();
  const path = await install(home, 'producer');
  const gate = await makeGate(home);
  const run = startInstalled(home, path, [
    'run',
    '--task-id',
    'nightly',
    '--',
    'sh',
    '-c',
    `export OWNER_REPORT_ID=x; ${gate.command}`,
  ]);
  await gate.reached();
  await takeAway(home);
  await gate.open();
  expect(await run).toMatchObject({ exitCode: 0 });
  expect(await home.names('pending')).toHaveLength(1);
});

test.each([
  ['a pass', ['--max-count', '3']],
  ['a pass that is watched from elsewhere', ['--max-count', '3', '--ping-url', 'http://127.0.0.1:1/']],
])('%s goes on when this package is replaced during a send', async (_, args) => {
  const home = await makeHome();
  await home.write('r1', reportText('r1'));
  // More than plain lines, and found only then.
  await home.write('r2', reportText('r2', { done: '|\n  two\n  lines' }));
  const path = await install(home, 'watchdog');
  const gate = await makeGate(home);
  const pass = startInstalled(home, path, ['--send-cmd', gate.command, ...args]);
  await gate.reached();
  await takeAway(home);
  await gate.open();
  await gate.open();
  expect(await pass).toMatchObject({ exitCode: 0 });
  expect(await home.names('sent')).toEqual(['r1.md', 'r2.md']);
});

test('a follower goes on when this package is replaced while it waits', async () => {
  const home = await makeHome();
  const path = await install(home, 'watchdog');
  const gate = await makeGate(home);
  const follower = startInstalled(home, path, ['--follow', '--send-cmd', gate.command]);
  follower.stderr?.setEncoding('utf8');
  let said = '';
  follower.stderr?.on('data', (text: string) => (said += text));
  await until('the follower', () => said.includes('following'));
  await takeAway(home);
  await home.write('r1', reportText('r1', { done: '|\n  two\n  lines' }));
  await gate.open();
  await until('the report', async () => (await home.names('sent')).length === 1);
  follower.kill('SIGTERM');
  expect(await follower).toMatchObject({ exitCode: 0 });
});

test('a write that was approved is put on record when this package is replaced while it runs', async () => {
  const home = await makeHome();
  const path = await install(home, 'monitor');
  const gate = await makeGate(home);
  const job = {
    id: 'rotate',
    kind: 'one_shot_write',
    risk: 'write_local',
    after: [{ jobId: 'check', delaySeconds: 60 }],
    commands: { run: ['sh', '-c', `export OWNER_REPORT_ID=x; ${gate.command}`] },
  };
  const check = { id: 'check', kind: 'one_shot_read', risk: 'read_only', commands: { run: ['true'] } };
  const files = await writeJobs(home, [job, check]);
  const approved = await home.run('monitor', ['approve', 'rotate', '--by', 'alice', '--reason', 'ticket', ...files]);
  expect(approved.exitCode).toBe(0);
  const run = startInstalled(home, path, ['run', 'rotate', ...files]);
  await gate.reached();
  await takeAway(home);
  await gate.open();
  expect(await run).toMatchObject({ exitCode: 0 });
  expect(await home.names('pending')).toHaveLength(1);
});

test('a check that a tick runs is reported when this package is replaced meanwhile', async () => {
  const home = await makeHome();
  const path = await install(home, 'monitor');
  const gate = await makeGate(home);
  const job = {
    // More than plain text: YAML has to say it, in the head of the report.
    id: 'disk\u00A0check',
    kind: 'one_shot_read',
    risk: 'read_only',
    commands: { run: ['sh', '-c', `export OWNER_REPORT_ID=x; ${gate.command}; exit 3`] },
    schedule: { everySeconds: 3600 },
  };
  const files = await writeJobs(home, [job]);
  const tick = startInstalled(home, path, ['tick', ...files]);
  await gate.reached();
  await takeAway(home);
  await gate.open();
  expect(await tick).toMatchObject({ exitCode: 0 });
  expect(await home.names('pending')).toHaveLength(1);
});
