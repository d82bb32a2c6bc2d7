import { describe, expect, test } from 'vitest';

import { clockEnvironment, makeHome, reportText, type TestHome } from '../harness.ts';
import { way, waysOf, writeAt, writeConfig } from './routes.ts';

const at = (time: string) => ({ env: { TZ: 'UTC', ...clockEnvironment({ at: `2026-11-22T${time}:00.000Z` }) } });

async function makeQuiet(end = ':'): Promise<TestHome> {
  const home = await makeHome();
  const quietHours = { start: '23:00', end: '08:00' };
  await writeConfig(home, {
    sendCommand: way(home, 'rest'),
    routes: [{ name: 'phone', match: { team: 't' }, sendCommand: way(home, 'phone', end), quietHours }],
  });
  return home;
}

interface Lane {
  due_seconds: number | null;
}

/** Exit code of `status --max-age 15m` at a time of the 22nd, and its first lane. */
async function judge(home: TestHome, time: string): Promise<{ exitCode: unknown; lane: Lane | undefined }> {
  const result = await home.run('watchdog', ['status', '--json', '--max-age', '15m'], at(time));
  const { lanes } = JSON.parse(String(result.stdout)) as { lanes: Lane[] };
  return { exitCode: result.exitCode, lane: lanes[0] };
}

/** Puts a report into pending/ that was made then. */
const makeAt = (home: TestHome, time: string) => {
  const id = `202611${time}00000Z-w`;
  return home.write(id, reportText(id));
};

describe('quiet hours', () => {
  test('hold back normal and done only, which is no failure', async () => {
    const home = await makeQuiet();
    const statuses = ['normal', 'done', 'warn', 'alert', 'action_required', 'blocked', 'odd'];
    for (const [index, status] of statuses.entries()) await writeAt(home, index + 1, { status });
    await writeAt(home, 9, { team: 'other' });
    expect(await home.run('watchdog', ['--all'], at('23:30'))).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await waysOf(home)).toEqual(['phone 03', 'phone 04', 'phone 05', 'phone 06', 'phone 07', 'rest 09']);
    expect(await home.run('watchdog', ['--all'], at('07:59'))).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    expect(await home.names('pending')).toHaveLength(2);
    await home.run('watchdog', ['--all'], at('08:00'));
    expect((await waysOf(home)).slice(6)).toEqual(['phone 01', 'phone 02']);
  });

  test('are told by status, with their end, and are not late for --max-age before it', async () => {
    const home = await makeQuiet();
    await makeAt(home, '22T0700');
    expect(await judge(home, '07:30')).toMatchObject({
      exitCode: 0,
      lane: {
        route: 'phone',
        pending: 1,
        quiet: 1,
        quiet_until: '2026-11-22T08:00:00.000Z',
        head: null,
        due_seconds: 0,
      },
    });
    const told = await home.run('watchdog', ['status'], at('07:30'));
    expect(told.stdout).toMatch(/^busy: 1 report waits for the end of quiet hours in \d+ min/);
    expect(told.stdout).toMatch(/1 pending, 1 of them held back by quiet hours, which end in \d+ min/);
    expect(await judge(home, '08:10')).toMatchObject({
      exitCode: 0,
      lane: { quiet: 0, quiet_until: null, due_seconds: 600 },
    });
    expect(await judge(home, '08:20')).toMatchObject({ exitCode: 75 });
  });

  test('count not for --max-age, but what was late before they began is late in them, too', async () => {
    const home = await makeQuiet();
    await makeAt(home, '21T2250');
    expect(await judge(home, '02:00')).toMatchObject({ exitCode: 0, lane: { due_seconds: 600 } });
    expect(await judge(home, '08:04')).toMatchObject({ exitCode: 0, lane: { due_seconds: 840 } });
    expect(await judge(home, '08:06')).toMatchObject({ exitCode: 75, lane: { due_seconds: 960 } });
    await makeAt(home, '21T2200');
    expect(await judge(home, '02:00')).toMatchObject({ exitCode: 75, lane: { due_seconds: 3600 } });
  });

  test('do not hide that a send has failed before they began', async () => {
    const home = await makeQuiet('echo no network; exit 1');
    await makeAt(home, '21T2258');
    const before = { env: { TZ: 'UTC', ...clockEnvironment({ at: '2026-11-21T22:59:00.000Z' }) } };
    expect(await home.run('watchdog', [], before)).toMatchObject({ exitCode: 75 });
    expect(await judge(home, '00:30')).toMatchObject({
      exitCode: 75,
      lane: { quiet: 1, head: null, held_back: { attempts: 1 }, due_seconds: 5520 },
    });
    const told = await home.run('watchdog', ['status'], at('00:30'));
    expect(told.stdout).toMatch(/^route +phone: 1 pending, 1 of them held back .*; failed: .*: no network$/m);
    expect(told.stdout).toMatch(/^ +head +\S+, .* old, 1 attempt$/m);
  });

  test('hold nothing longer than the clock shows them, however it jumps', async () => {
    const home = await makeQuiet();
    await writeAt(home, 1);
    await home.run('watchdog', [], at('23:30'));
    expect(await waysOf(home)).toEqual([]);
    await home.run('watchdog', [], at('12:00'));
    expect(await waysOf(home)).toEqual(['phone 01']);
  });

  test('do not hold back the driver, which is told to by hand', async () => {
    const home = await makeQuiet();
    const id = await writeAt(home, 1);
    expect(await home.run('driver', [id], at('23:30'))).toMatchObject({ exitCode: 0 });
    expect(await waysOf(home)).toEqual(['phone 01']);
  });

  test('are said by a dry run and by --json', async () => {
    const home = await makeQuiet();
    await writeAt(home, 1);
    const dry = await home.run('watchdog', ['--dry-run'], at('23:30'));
    expect(dry).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: expect.stringContaining('1 report held back by quiet hours'),
    });
    const pass = await home.run('watchdog', ['--json'], at('23:30'));
    expect(JSON.parse(String(pass.stdout))).toMatchObject({ event: 'pass', sent: 0, left: 1, quiet: 1, exit_code: 0 });
  });
});
