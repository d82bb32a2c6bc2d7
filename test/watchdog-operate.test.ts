import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { countingSend, makeGate, sendsOf, start } from './fixtures/send/gate.ts';
import { makeHome, reportText, type TestHome } from './harness.ts';

async function json(home: TestHome, args: string[]): Promise<Record<string, unknown>> {
  return JSON.parse(String((await home.run('watchdog', [...args, '--json'])).stdout)) as Record<string, unknown>;
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
    const hold = start(home, 'watchdog', ['hold', 'r1', '--reason', 'too late']);
    await gate.open();
    expect(await pass).toMatchObject({ exitCode: 0 });
    expect(await hold).toMatchObject({ exitCode: 66 });
    expect([await home.names('sent'), await home.names('held')]).toEqual([['r1.md'], []]);
  });
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
    expect(await home.run('watchdog', ['status', '--max-age', '15m'])).toMatchObject({ exitCode: 0 });
    await home.write('20200101T000000000Z-a', reportText('20200101T000000000Z-a'));
    expect(await home.run('watchdog', ['status', '--max-age', '15m'])).toMatchObject({ exitCode: 75 });
    expect(await home.run('watchdog', ['status', '--max-age', '100000d'])).toMatchObject({ exitCode: 0 });
    expect(await home.run('watchdog', ['status', '--max-age', 'old'])).toMatchObject({ exitCode: 64 });
    expect(await json(home, ['status', '--max-age', '15m'])).toMatchObject({ too_old: true });
  });
});

interface Point {
  schemaVersion: number;
  point: number;
  title: string;
  level: string;
  found: string;
  fix?: string;
}

async function doctor(
  home: TestHome,
  args: string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<{ points: Point[]; exitCode: number | undefined }> {
  const result = await home.run('watchdog', ['doctor', '--json', ...args], {
    env: { NODE_BIN: process.execPath, ...env },
  });
  return {
    points: String(result.stdout)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Point),
    exitCode: result.exitCode,
  };
}

describe('doctor', () => {
  test('has nine points, each ok, warn or fail, and a fix for every complaint', async () => {
    const home = await makeHome();
    await home.produce();
    const { points, exitCode } = await doctor(home, ['--send-cmd', countingSend(home)]);
    expect(points.map(({ point }) => point)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const { level, found, fix, schemaVersion } of points) {
      expect(schemaVersion).toBe(1);
      expect(['ok', 'warn', 'fail']).toContain(level);
      expect(found).not.toBe('');
      expect(fix === undefined).toBe(level === 'ok');
    }
    expect(exitCode).toBe(points.some(({ level }) => level === 'fail') ? 75 : 0);
    expect(await sendsOf(home)).toEqual([]);
    const told = String((await home.run('watchdog', ['doctor', '--send-cmd', 'true'])).stdout);
    for (let point = 1; point <= 9; point += 1)
      expect(told).toMatch(new RegExp(`^(ok  |warn|fail)  ${point}\\. `, 'm'));
  });

  test('says what is wrong with head, settings and backlog', async () => {
    const home = await makeHome();
    await home.write('20200101T000000000Z-a', 'no front matter');
    const broken = await doctor(home);
    expect(broken.exitCode).toBe(75);
    expect(broken.points[1]).toMatchObject({
      level: 'fail',
      fix: expect.stringContaining('hold 20200101T000000000Z-a'),
    });
    expect(broken.points[2]).toMatchObject({ level: 'fail', found: expect.stringContaining('no send command') });
    expect(broken.points[8]).toMatchObject({ level: 'fail', found: expect.stringContaining('20200101T000000000Z-a') });
    await home.write('20200101T000000000Z-a', reportText('20200101T000000000Z-a'));
    await home.run('watchdog', ['--send-cmd', 'exit 6']);
    const stuck = await doctor(home, ['--send-cmd', 'true']);
    expect(stuck.points[8]).toMatchObject({
      level: 'fail',
      found: expect.stringContaining('send command exited with 6'),
    });
    await writeFile(home.path('config.json'), '{', { mode: 0o600 });
    expect((await doctor(home)).points[2]).toMatchObject({
      level: 'fail',
      found: expect.stringContaining('config.json'),
    });
  });

  test('with --send-test sends one real message and leaves the queue alone', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    const command = `cat > '${home.base}/message'; ${countingSend(home)}`;
    const { points } = await doctor(home, ['--send-test', '--send-cmd', command]);
    expect(points[7]).toMatchObject({ level: 'ok' });
    expect(await readFile(join(home.base, 'message'), 'utf8')).toContain('test message');
    expect(await sendsOf(home)).toEqual([expect.stringMatching(/-doctor-send-test-\w+ 1 0$/)]);
    expect([await home.names('pending'), await home.names('sent')]).toEqual([['r1.md'], []]);
    const failed = await doctor(home, ['--send-test', '--send-cmd', 'echo channel is closed; exit 2']);
    expect(failed).toMatchObject({ exitCode: 75 });
    expect(failed.points[7]).toMatchObject({ level: 'fail', found: expect.stringContaining('channel is closed') });
  });

  test('finds the error at the end of the log that the schedule writes', async () => {
    const home = await makeHome();
    await mkdir(join(home.base, '.config/systemd/user'), { recursive: true });
    await writeFile(
      join(home.base, '.config/systemd/user/reports.service'),
      'ExecStart=/bin/sh -c "owner-report-watchdog >> $HOME/reports.log 2>&1"\n',
    );
    await writeFile(join(home.base, 'reports.log'), 'sent one\nowner-report-watchdog: no send command\n');
    const { points } = await doctor(home, ['--send-cmd', 'true']);
    expect(points[4]).toMatchObject({ level: 'ok', found: expect.stringContaining('reports.service') });
    expect(points[5]).toMatchObject({ level: 'fail', found: expect.stringContaining('no send command') });
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
