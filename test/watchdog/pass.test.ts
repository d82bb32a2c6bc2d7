import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { countingSend, makeGate, sendsOf, start } from '../fixtures/send/gate.ts';
import { makeHome } from '../harness.ts';
import { stamp, sentIds, writeAll } from './queue.ts';

describe('a pass', () => {
  test('sends oldest first: by time stamp, a hand-written report by its mtime, ties by name', async () => {
    const home = await makeHome();
    const at = Date.parse('2026-11-21T10:11:02.500Z') / 1000;
    await writeAll(home, [
      `${stamp(3)}-a`,
      `${stamp(1)}-b`,
      `${stamp(1)}-a`,
      'by-hand',
      'a-by-hand',
      `${stamp(2)}-z`,
      '20261399T101100000Z-no-date',
    ]);
    await utimes(home.path('pending', 'by-hand.md'), at, at);
    await utimes(home.path('pending', 'a-by-hand.md'), at, at);
    await utimes(home.path('pending', '20261399T101100000Z-no-date.md'), 1, 1);
    const result = await home.run('watchdog', ['--all', '--send-cmd', countingSend(home)]);
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await sentIds(home)).toEqual([
      '20261399T101100000Z-no-date',
      `${stamp(1)}-a`,
      `${stamp(1)}-b`,
      `${stamp(2)}-z`,
      'a-by-hand',
      'by-hand',
      `${stamp(3)}-a`,
    ]);
    expect(await home.names('pending')).toEqual([]);
  });

  test('sends one report by default, --max-count many, and all of them with --all', async () => {
    const home = await makeHome();
    const ids = [1, 2, 3, 4, 5, 6].map((second) => `${stamp(second)}-w`);
    await writeAll(home, ids);
    await home.run('watchdog', ['--send-cmd', countingSend(home)]);
    expect(await sentIds(home)).toEqual(ids.slice(0, 1));
    await home.run('watchdog', ['--max-count', '2', '--send-cmd', countingSend(home)]);
    expect(await sentIds(home)).toEqual(ids.slice(0, 3));
    await home.run('watchdog', ['--all', '--max-count', '1', '--send-cmd', countingSend(home)]);
    expect(await sentIds(home)).toEqual(ids);
  });

  test('sends with --all what was there at the start, not what arrives meanwhile', async () => {
    const home = await makeHome();
    await writeAll(home, [`${stamp(1)}-w`]);
    const gate = await makeGate(home);
    const child = start(home, 'watchdog', ['--all', '--send-cmd', gate.command]);
    await gate.reached();
    await writeAll(home, [`${stamp(2)}-w`]);
    await gate.open();
    expect(await child).toMatchObject({ exitCode: 0 });
    expect(await sentIds(home)).toEqual([`${stamp(1)}-w`]);
    expect(await home.names('pending')).toEqual([`${stamp(2)}-w.md`]);
  });

  test('stops at the first failure and skips nothing', async () => {
    const home = await makeHome();
    const ids = [1, 2, 3].map((second) => `${stamp(second)}-w`);
    await writeAll(home, ids);
    const command = `case "$OWNER_REPORT_ID" in *02000Z*) exit 7;; esac; ${countingSend(home)}`;
    const result = await home.run('watchdog', ['--all', '--send-cmd', command]);
    expect(result).toMatchObject({ exitCode: 75 });
    expect(result.stderr).toContain(`failed ${ids[1]}`);
    expect(await sentIds(home)).toEqual(ids.slice(0, 1));
    expect(await home.names('pending')).toEqual([`${ids[1]}.md`, `${ids[2]}.md`]);
  });

  test('over an empty queue is silent and 0, with and without a home and a send command', async () => {
    const home = await makeHome();
    expect(await home.run('watchdog', [])).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    await mkdir(home.path('pending'), { recursive: true });
    expect(await home.run('watchdog', ['--all', '--send-cmd', 'false'])).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: '',
    });
  });

  test('without a send command is 78', async () => {
    const home = await makeHome();
    await writeAll(home, ['r1']);
    expect(await home.run('watchdog', [])).toMatchObject({ exitCode: 78, stdout: '' });
    expect(await home.names('pending')).toEqual(['r1.md']);
  });

  test('with --dry-run shows what would be sent and runs and changes nothing', async () => {
    const home = await makeHome();
    await writeAll(home, [`${stamp(1)}-w`, `${stamp(2)}-w`]);
    const before = await readdir(home.dir, { recursive: true });
    const result = await home.run('watchdog', ['--all', '--dry-run', '--send-cmd', countingSend(home)]);
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toMatch(
      new RegExp(`next 1 of 2[\\s\\S]*${stamp(1)}-w[\\s\\S]*next 2 of 2[\\s\\S]*${stamp(2)}-w`),
    );
    expect(await sendsOf(home)).toEqual([]);
    expect(await readdir(home.dir, { recursive: true })).toEqual(before);
  });

  test('tells each delivery and its end as NDJSON with --json', async () => {
    const home = await makeHome();
    await writeAll(home, ['r1']);
    const { stdout } = await home.run('watchdog', ['--json', '--send-cmd', 'true']);
    expect(
      String(stdout)
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toMatchObject([
      { schemaVersion: 1, event: 'delivery', report_id: 'r1', outcome: 'sent', duration_ms: expect.any(Number) },
      { schemaVersion: 1, event: 'pass', sent: 1, left: 0, exit_code: 0 },
    ]);
  });

  test('names in its JSON what the log names, by the same names', async () => {
    const home = await makeHome();
    await writeAll(home, ['r1']);
    const { stdout } = await home.run('watchdog', ['--json', '--timeout', '10ms', '--send-cmd', 'sleep 60']);
    const delivery = JSON.parse(String(stdout).split('\n', 1)[0] ?? '') as Record<string, unknown>;
    const [line] = await home.deliveries();
    expect(delivery).toMatchObject({ report_id: 'r1', outcome: 'unknown', retry_at: line?.['retry_at'] });
    expect(Object.keys(delivery)).not.toContain('id');
  });

  test('with --quiet says nothing of what was sent, and a warning all the same', async () => {
    const home = await makeHome();
    await writeAll(home, ['r1']);
    const quiet = ['--quiet', '--send-cmd'];
    expect(await home.run('watchdog', [...quiet, 'true'])).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    await writeAll(home, ['r2']);
    const failed = await home.run('watchdog', [...quiet, 'false']);
    expect(failed).toMatchObject({ exitCode: 75, stdout: '' });
    expect(failed.stderr).toContain('failed r2');
    expect((await home.run('watchdog', ['--help'])).stdout).toContain('Do not tell what was sent');
  });

  test('over a queue of nothing but foreign names says so, a name a line', async () => {
    const home = await makeHome();
    await mkdir(home.path('pending', 'one.md'), { recursive: true });
    await mkdir(home.path('pending', 'forged\nsent r1.md'));
    const result = await home.run('watchdog', ['--send-cmd', 'true']);
    expect(result).toMatchObject({ exitCode: 0, stdout: '' });
    expect(String(result.stderr).split('\n').filter(Boolean)).toHaveLength(2);
    expect(result.stderr).toContain(`${home.path('pending', 'one.md')}: not a report`);
  });

  test('that cannot look for open attempts is 74, also when nothing is pending', async () => {
    const home = await makeHome();
    await mkdir(home.dir);
    await writeFile(home.path('attempts'), '');
    const result = await home.run('watchdog', ['--send-cmd', 'true']);
    expect(result).toMatchObject({ exitCode: 74 });
    expect(result.stderr).toContain(`${home.path('attempts')}: cannot be listed`);
  });

  test('holds a head after --hold-after attempts and goes on', async () => {
    const home = await makeHome();
    await writeAll(home, [`${stamp(1)}-w`, `${stamp(2)}-w`]);
    const command = `case "$OWNER_REPORT_ID" in *01000Z*) exit 7;; esac; ${countingSend(home)}`;
    const run = () => home.run('watchdog', ['--all', '--send-cmd', command], { env: { OWNER_REPORT_HOLD_AFTER: '2' } });
    expect(await run()).toMatchObject({ exitCode: 75 });
    expect(await run()).toMatchObject({ exitCode: 75 });
    expect([await home.names('pending'), await home.names('held'), await home.names('sent')]).toEqual([
      [],
      [`${stamp(1)}-w.md`],
      [`${stamp(2)}-w.md`],
    ]);
    expect((await home.deliveries()).map((line) => line['event'])).toEqual(['failed', 'failed', 'held', 'sent']);
  });
});
