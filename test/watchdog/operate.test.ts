import { watch } from 'node:fs';
import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';

import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';

import { countingSend, killDuringSend, makeGate, receipt, sendsOf, start } from '../fixtures/send/gate.ts';
import { makeHome, reportText, type TestHome, until } from '../harness.ts';

async function json(home: TestHome, args: string[]): Promise<Record<string, unknown>> {
  return JSON.parse(String((await home.run('watchdog', [...args, '--json'])).stdout)) as Record<string, unknown>;
}

/** Counts from now on how often somebody tries to take the lock: each try makes a directory to put in its place. */
function countLockTries(home: TestHome): () => number {
  const made = new Set<string>();
  const watcher = watch(home.dir, (_event, name) => {
    if (name !== null && /^lock\.\w+\.new$/.test(name)) made.add(name);
  });
  onTestFinished(() => watcher.close());
  return () => made.size;
}

describe('hold and release', () => {
  test('set a report aside, log why, and put it back', async () => {
    const home = await makeHome();
    const text = reportText('r1');
    await home.write('r1', text);
    const held = await home.run('watchdog', ['hold', 'r1', '--reason', 'wrong channel']);
    expect(held).toMatchObject({ exitCode: 0, stdout: `${home.path('held', 'r1.md')}\n` });
    expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0, stdout: '' });
    const released = await home.run('watchdog', ['release', 'r1']);
    expect(released).toMatchObject({ exitCode: 0, stdout: `${home.path('pending', 'r1.md')}\n` });
    expect(await readFile(home.path('pending', 'r1.md'), 'utf8')).toBe(text);
    expect(await home.deliveries()).toMatchObject([
      { event: 'held', report_id: 'r1', reason: 'wrong channel' },
      { event: 'released', report_id: 'r1' },
    ]);
    expect(await sendsOf(home)).toEqual([]);
  });

  test.each([[['hold', 'r1']], [['hold', 'r1', '--reason', ' ']], [['hold']]])(
    'need a reason and a report: %j',
    async (args) => {
      const home = await makeHome();
      await home.write('r1', reportText('r1'));
      expect(await home.run('watchdog', args)).toMatchObject({ exitCode: 64, stdout: '' });
      expect(await home.names('pending')).toEqual(['r1.md']);
    },
  );

  test('take no reason from the environment', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    expect(await home.run('watchdog', ['hold', 'r1'], { env: { OWNER_REPORT_REASON: 'x' } })).toMatchObject({
      exitCode: 64,
    });
  });

  test('are 66 for a report that is not there', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    expect(await home.run('watchdog', ['hold', 'r2', '--reason', 'x'])).toMatchObject({ exitCode: 66 });
    expect(await home.run('watchdog', ['release', 'r1'])).toMatchObject({ exitCode: 66 });
  });

  test('never write over another report', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1', {}, 'one\n'));
    await home.write('r1', reportText('r1', {}, 'other\n'), 'held');
    expect(await home.run('watchdog', ['hold', 'r1', '--reason', 'x'])).toMatchObject({ exitCode: 65 });
    expect(await readFile(home.path('held', 'r1.md'), 'utf8')).toContain('other');
    expect(await readFile(home.path('pending', 'r1.md'), 'utf8')).toContain('one');
  });

  test('do not release a report whose id was sent', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'), 'held');
    await home.write('r1', reportText('r1'), 'sent');
    expect(await home.run('watchdog', ['release', 'r1'])).toMatchObject({ exitCode: 65 });
    expect(await home.names('pending')).toEqual([]);
  });

  test.each([
    ['a link', (home: TestHome, path: string) => symlink(home.path('config.json'), path)],
    ['a directory', (_home: TestHome, path: string) => mkdir(path)],
    ['a FIFO', (_home: TestHome, path: string) => execa('mkfifo', [path])],
  ])('do not release %s', async (kind, make) => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'), 'held');
    await make(home, home.path('held', 'r2.md'));
    expect(await home.run('watchdog', ['release', 'r2'])).toMatchObject({
      exitCode: 65,
      stdout: '',
      stderr: expect.stringContaining(`r2.md: not a report but ${kind}`),
    });
    expect(await home.names('pending')).toEqual([]);
    expect(await home.names('held')).toEqual(['r1.md', 'r2.md']);
  });

  test('give a released report a fresh start without forgetting that it may have gone out', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    await home.run('watchdog', ['--timeout', '1', '--hold-after', '1', '--send-cmd', 'sleep 60']);
    expect(await home.names('held')).toEqual(['r1.md']);
    expect(await home.run('watchdog', ['release', 'r1'])).toMatchObject({ exitCode: 0 });
    expect(await home.run('watchdog', ['--hold-after', '1', '--send-cmd', countingSend(home)])).toMatchObject({
      exitCode: 0,
    });
    expect(await sendsOf(home)).toEqual(['r1 2 1']);
  });

  test('wait while a send is under way', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    const gate = await makeGate(home);
    const pass = start(home, 'watchdog', ['--send-cmd', gate.command]);
    await gate.reached();
    const triesOf = countLockTries(home);
    const hold = start(home, 'watchdog', ['hold', 'r1', '--reason', 'too late']);
    // The first one found the lock busy.
    await until('its second try', () => triesOf() > 1);
    await gate.open();
    expect(await pass).toMatchObject({ exitCode: 0 });
    expect(await hold).toMatchObject({ exitCode: 66 });
    expect([await home.names('sent'), await home.names('held')]).toEqual([['r1.md'], []]);
  });
});

test('hold tells what became of an earlier send that it settles', async () => {
  const home = await makeHome();
  await home.write('r1', reportText('r1'));
  await home.write('r2', reportText('r2'));
  const gate = await makeGate(home);
  await killDuringSend(home, gate, 'driver', ['r1']);
  await home.write('r1', reportText('r1', {}, 'edited\n'));
  await gate.open();
  await receipt(home, 0);
  const held = await home.run('watchdog', ['hold', 'r2', '--reason', 'x']);
  expect(held).toMatchObject({ exitCode: 0, stdout: `${home.path('held', 'r2.md')}\n` });
  expect(held.stderr).toContain('r1: edited during its send');
  expect(held.stderr).toContain('sent r1 (attempt 1; known from its receipt, not sent again)');
});

describe('status', () => {
  test('of a home that is not there yet is 0 and makes none', async () => {
    const home = await makeHome();
    expect(await home.run('watchdog', ['status'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await json(home, ['status'])).toMatchObject({
      schemaVersion: 1,
      pending: 0,
      held: 0,
      head: null,
      last_success: null,
      lock: null,
      too_old: false,
    });
    expect((await readdir(home.base)).includes('home')).toBe(false);
  });

  test('says depth, age of the head, its attempts and last error, last success and who holds the lock', async () => {
    const home = await makeHome();
    await home.write('20200101T000000000Z-a', reportText('20200101T000000000Z-a'));
    await home.run('watchdog', ['--send-cmd', 'true']);
    await home.write('20200102T000000000Z-b', reportText('20200102T000000000Z-b'));
    await home.write('20200103T000000000Z-c', reportText('20200103T000000000Z-c'));
    await home.write('h', reportText('h'), 'held');
    await home.run('watchdog', ['--send-cmd', 'exit 4']);
    await home.run('watchdog', ['--send-cmd', 'exit 5']);
    const status = await json(home, ['status']);
    expect(status).toMatchObject({
      pending: 2,
      held: 1,
      foreign: [],
      lock: null,
      head: {
        report_id: '20200102T000000000Z-b',
        attempts: 2,
        last_error: 'send command exited with 5',
        retry_at: null,
        in_flight: false,
      },
      last_success: { report_id: '20200101T000000000Z-a' },
    });
    expect((status['head'] as { age_seconds: number }).age_seconds).toBeGreaterThan(86_400);
    const shown = String((await home.run('watchdog', ['status'])).stdout);
    for (const part of ['20200102T000000000Z-b', 'send command exited with 5', '20200101T000000000Z-a', 'free'])
      expect(shown).toContain(part);
  });

  test('is 75 with --max-age when the head is older', async () => {
    const home = await makeHome();
    await mkdir(home.dir);
    expect(await home.run('watchdog', ['status', '--max-age', '15m'])).toMatchObject({ exitCode: 0 });
    await home.write('20200101T000000000Z-a', reportText('20200101T000000000Z-a'));
    expect(await home.run('watchdog', ['status', '--max-age', '15m'])).toMatchObject({ exitCode: 75 });
    expect(await home.run('watchdog', ['status', '--max-age', '100000d'])).toMatchObject({ exitCode: 0 });
    expect(await home.run('watchdog', ['status', '--max-age', 'old'])).toMatchObject({ exitCode: 64 });
    expect(await home.run('watchdog', ['status'], { env: { OWNER_REPORT_MAX_AGE: '15' } })).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining('Write 15d for days, 15h for hours, 15m for minutes'),
    });
    expect(await json(home, ['status', '--max-age', '15m'])).toMatchObject({ too_old: true });
  });
});

describe('a delivery log that cannot be read', () => {
  test('leaves all but the last success to status, with a warning', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    await mkdir(home.path('deliveries.jsonl'));
    const result = await home.run('watchdog', ['status', '--json']);
    expect(result).toMatchObject({ exitCode: 0, stderr: expect.stringContaining(home.path('deliveries.jsonl')) });
    expect(JSON.parse(String(result.stdout))).toMatchObject({ pending: 1, last_success: null });
  });

  test('keeps prune from nothing but its rotation', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'), 'sent');
    await mkdir(home.path('deliveries.jsonl'));
    const result = await home.run('watchdog', ['prune', '--older-than', '0s', '--json']);
    expect(result).toMatchObject({ exitCode: 0, stderr: expect.stringContaining(home.path('deliveries.jsonl')) });
    expect(JSON.parse(String(result.stdout))).toMatchObject({ sent: 1, log_rotated: false });
  });
});

describe('help', () => {
  test.each([
    [['--help']],
    [['status', '--help']],
    [['doctor', '--help']],
    [['hold', '--help']],
    [['release', '--help']],
    [['prune', '--help']],
  ])('of %j shows examples and exit codes', async (args) => {
    const home = await makeHome();
    const result = await home.run('watchdog', args);
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toContain('Exit codes:');
    expect(result.stdout).toContain('Examples:');
  });

  test('is not needed for the version', async () => {
    const home = await makeHome();
    for (const command of ['watchdog', 'driver'] as const)
      expect((await home.run(command, ['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
  });
});
