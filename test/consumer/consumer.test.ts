/* oxlint-disable no-control-regex -- they are what is looked for */
import { mkdir, stat, symlink, utimes, writeFile } from 'node:fs/promises';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { clockEnvironment, commandPath, makeHome, reportText, type TestHome } from '../harness.ts';

async function consume(home: TestHome, ...args: string[]): Promise<Record<string, unknown>> {
  const result = await home.run('consumer', args);
  expect(result).toMatchObject({ exitCode: 0 });
  return JSON.parse(String(result.stdout)) as Record<string, unknown>;
}

async function consumeLines(home: TestHome, ...args: string[]) {
  const result = await home.run('consumer', ['--all', ...args]);
  const lines = String(result.stdout)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { ...result, lines };
}

describe('one report', () => {
  test('is printed with all fields, extra, message, path, state, age and warnings', async () => {
    const home = await makeHome();
    const path = await home.write(
      'one',
      reportText('one', { progress: '010', host: 'db1', list: '[a, 1]', done: 'x' }, '\n'),
    );
    const { age_seconds: age, ...report } = await consume(home, 'one');
    expect(report).toEqual({
      schemaVersion: 1,
      report_id: 'one',
      created_at: '',
      team: 't',
      worker: 'w',
      task_id: 'job',
      progress: '010',
      status: 'normal',
      source: '',
      done: 'x',
      next: '',
      extra: { host: 'db1', list: ['a', '1'] },
      message: '**[normal] t / w · job · 010**\n\nDone: x\n',
      path,
      state: 'pending',
      warnings: [],
    });
    expect(Number.isInteger(age)).toBe(true);
  });

  test.each(['pending', 'sent', 'held'])('is found in %s by id, file name and path', async (place) => {
    const home = await makeHome();
    const path = await home.write('one', reportText('one'), place);
    for (const wanted of ['one', 'one.md', path])
      expect(await consume(home, wanted)).toMatchObject({ state: place, path });
  });

  test('is looked for only in the place that --state names', async () => {
    const home = await makeHome();
    await home.write('one', reportText('one'), 'sent');
    expect(await home.run('consumer', ['one', '--state', 'pending'])).toMatchObject({ exitCode: 66 });
    expect(await consume(home, 'one', '--state', 'sent')).toMatchObject({ state: 'sent' });
  });

  test.each([
    ['created_at', '20200101T000000000Z-x', { created_at: '2021-01-01T00:00:00Z' }, 5],
    ['the id', '20200101T000000000Z-x', { created_at: 'yesterday' }, 5 + 366 * 86_400],
    ['the mtime', 'x', {}, 5 + (366 + 365) * 86_400],
  ])('has the age of %s', async (_, id, fields, age) => {
    const home = await makeHome();
    const path = await home.write(id, reportText(id, fields));
    await utimes(path, new Date('2019-01-01T00:00:00Z'), new Date('2019-01-01T00:00:00Z'));
    const env = clockEnvironment({ at: '2021-01-01T00:00:05.999Z' });
    const { stdout } = await home.run('consumer', [id], { env });
    expect(JSON.parse(String(stdout))).toMatchObject({ age_seconds: age });
  });

  test('from the future has age 0', async () => {
    const home = await makeHome();
    await home.write('one', reportText('one', { created_at: '2999-01-01T00:00:00Z' }));
    expect(await consume(home, 'one')).toMatchObject({ age_seconds: 0 });
  });

  test('with an unknown status is printed with a warning', async () => {
    const home = await makeHome();
    await home.write('one', reportText('one', { status: 'urgent' }));
    expect(await consume(home, 'one')).toMatchObject({
      status: 'urgent',
      warnings: [expect.stringContaining('"urgent"')],
    });
  });

  test('keeps control characters out of the terminal', async () => {
    const home = await makeHome();
    await home.write('one', reportText('one', {}, 'a\u001B[31mb\u009Bc\u202Ed'));
    const { stdout } = await home.run('consumer', ['one']);
    expect(stdout).not.toMatch(/[\u001B\u009B\u202E]/);
    expect(JSON.parse(String(stdout))).toMatchObject({ message: 'a\u001B[31mb\u009Bc\u202Ed' });
  });
});

describe('--all', () => {
  test('lists pending in queue order, one line each', async () => {
    const home = await makeHome();
    for (const id of ['20260101T000000002Z-a', '20260101T000000001Z-b', '20260101T000000001Z-a'])
      await home.write(id, reportText(id));
    const byHand = await home.write('hand', reportText('hand'));
    await utimes(byHand, new Date('2025-01-01T00:00:00Z'), new Date('2025-01-01T00:00:00Z'));
    const { lines, exitCode } = await consumeLines(home);
    expect(exitCode).toBe(0);
    expect(lines.map((line) => line['report_id'])).toEqual([
      'hand',
      '20260101T000000001Z-a',
      '20260101T000000001Z-b',
      '20260101T000000002Z-a',
    ]);
  });

  test.each(['pending', 'sent', 'held'])('lists %s alone with --state', async (state) => {
    const home = await makeHome();
    for (const place of ['pending', 'sent', 'held']) await home.write(place, reportText(place), place);
    expect((await consumeLines(home, '--state', state)).lines).toMatchObject([{ report_id: state, state }]);
  });

  test('gives an invalid report a line, goes on, and ends with 65', async () => {
    const home = await makeHome();
    await home.write('20260101T000000001Z-bad', 'no front matter');
    await home.write('20260101T000000002Z-good', reportText('20260101T000000002Z-good'));
    const { lines, exitCode, stderr } = await consumeLines(home);
    expect(exitCode).toBe(65);
    expect(lines).toEqual([
      {
        schemaVersion: 1,
        path: home.path('pending', '20260101T000000001Z-bad.md'),
        state: 'pending',
        error: expect.stringContaining('first line'),
      },
      expect.objectContaining({ report_id: '20260101T000000002Z-good' }),
    ]);
    expect(stderr).toContain('20260101T000000001Z-bad.md');
  });

  test('passes over foreign entries with a warning, and over dotfiles without', async () => {
    const home = await makeHome();
    const path = await home.write('one', reportText('one'));
    await symlink(path, home.path('pending', 'link.md'));
    await mkdir(home.path('pending', 'dir.md'));
    await execa('mkfifo', [home.path('pending', 'fifo.md')]);
    await writeFile(home.path('pending', '.swap.md'), 'x');
    await writeFile(home.path('pending', 'notes.txt'), 'x');
    const { lines, stderr, exitCode } = await consumeLines(home);
    expect(lines).toMatchObject([{ report_id: 'one' }]);
    expect(exitCode).toBe(0);
    for (const name of ['link.md', 'dir.md', 'fifo.md']) expect(stderr).toContain(name);
    expect(stderr).not.toMatch(/swap|notes/);
  });

  test('prints nothing and creates nothing for a home that is not there', async () => {
    const home = await makeHome();
    expect(await home.run('consumer', ['--all'])).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    await expect(stat(home.dir)).rejects.toThrow('ENOENT');
  });

  test('works while reports are taken away', async () => {
    const home = await makeHome();
    const ids = Array.from({ length: 50 }, (_, index) => `20260101T0000000${10 + index}Z-x`);
    await Promise.all(ids.map((id) => home.write(id, reportText(id, {}, 'x'.repeat(100_000)))));
    // It has listed all of them when it prints the first, and stands still there: a pipe holds less than one report.
    const result = await execa(
      'bash',
      [
        '-o',
        'pipefail',
        '-c',
        '"$0" --all | { head -c 1; rm "$1"/*; cat; }',
        commandPath('consumer'),
        home.path('pending'),
      ],
      { extendEnv: false, env: home.environment(), reject: false },
    );
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    const printed = result.stdout.split('\n').map((line) => (JSON.parse(line) as { report_id: string }).report_id);
    expect(printed).toEqual(ids.slice(0, printed.length));
    expect(printed.length).toBeLessThan(ids.length);
  });

  test('ends quietly when its reader goes away', async () => {
    const home = await makeHome();
    const ids = Array.from({ length: 50 }, (_, index) => `20260101T0000000${10 + index}Z-x`);
    await Promise.all(ids.map((id) => home.write(id, reportText(id, {}, 'x'.repeat(100_000)))));
    const result = await execa('bash', ['-o', 'pipefail', '-c', '"$0" --all | head -n 1', commandPath('consumer')], {
      extendEnv: false,
      env: home.environment(),
      reject: false,
    });
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(result.stdout)).toMatchObject({ report_id: ids[0] });
  });

  test('is not switched on by the variable of the watchdog', async () => {
    const home = await makeHome();
    await home.write('one', reportText('one'));
    expect(await home.run('consumer', ['one'], { env: { OWNER_REPORT_ALL: '1' } })).toMatchObject({ exitCode: 0 });
    expect(await home.run('consumer', ['one', '--all'])).toMatchObject({ exitCode: 64 });
  });
});

describe('the command line', () => {
  test.each([[[]], [['one', '--all']], [['one', 'two']], [['--all', '--state', 'gone']], [['--nope']], [['']]])(
    'refuses %j with 64',
    async (args) => {
      const home = await makeHome();
      await home.write('one', reportText('one'));
      expect(await home.run('consumer', args)).toMatchObject({ exitCode: 64, stdout: '' });
    },
  );

  test('gives 66 for a report that is nowhere', async () => {
    const home = await makeHome();
    const result = await home.run('consumer', ['nope', '--json']);
    expect(result).toMatchObject({ exitCode: 66, stderr: expect.stringContaining('nope') });
    expect(JSON.parse(String(result.stdout))).toMatchObject({ schemaVersion: 1, error: { exit_code: 66 } });
    await expect(stat(home.dir)).rejects.toThrow('ENOENT');
  });
});
