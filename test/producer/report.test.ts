/* oxlint-disable no-control-regex -- they are what is looked for */
import { readFile, stat } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { makeHome } from '../harness.ts';
import { fields, without, readPending } from './fields.ts';

describe('a report', () => {
  test('is a file in pending whose path is printed', async () => {
    const home = await makeHome();
    const result = await home.run('producer', [
      ...fields,
      '--progress',
      '80%',
      '--done',
      'export complete',
      '--next',
      'wait',
      '--source',
      'checkpoint',
    ]);
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    const [name] = await home.names('pending');
    expect(result.stdout).toBe(`${home.path('pending', name ?? '')}\n`);
    expect(name).toMatch(/^\d{8}T\d{9}Z-w-job-[0-9a-z]{6}\.md$/);
    const text = await readFile(String(result.stdout).trimEnd(), 'utf8');
    expect(text).toContain(
      '\nstatus: normal\nsource: checkpoint\ndone: export complete\nnext: wait\n---\n**[normal] t / w · job · 80%**\n\nDone: export complete\nNext: wait\n',
    );
    expect(await home.names('tmp')).toEqual([]);
  });

  test('is private: directories 0700, file 0600', async () => {
    const home = await makeHome();
    const id = await home.produce();
    const modes = await Promise.all(
      [home.dir, home.path('pending'), home.path('pending', `${id}.md`)].map(
        async (path) => (await stat(path)).mode & 0o777,
      ),
    );
    expect(modes).toEqual([0o700, 0o700, 0o600]);
  });

  test('is told as one JSON document with --json', async () => {
    const home = await makeHome();
    const result = await home.run('producer', [...fields, '--done', 'x', '--report-id', 'one', '--json']);
    expect(JSON.parse(String(result.stdout))).toEqual({
      schemaVersion: 1,
      report_id: 'one',
      path: home.path('pending', 'one.md'),
      state: 'pending',
      outcome: 'enqueued',
    });
  });

  test.each([
    '- item',
    '--',
    '--done',
    '-1',
    '$(touch pwned) `touch pwned`',
    '"quoted"',
    "'single'",
    '\'"',
    '🛠️👩‍👩‍👧',
    '繁體中文\n第二行',
    'a=b=c',
    ' x ',
    '\\n',
    'line\n',
  ])('keeps the value %j in every field', async (value) => {
    const home = await makeHome();
    const names = ['team', 'worker', 'task-id', 'progress', 'done', 'next', 'source'];
    const args = [
      ...names.map((name) => `--${name}=${value}`),
      `--field=key=${value}`,
      '--status',
      'normal',
      '--report-id',
      'one',
      `--body=${value}`,
      '--no-headline',
    ];
    expect(await home.run('producer', args)).toMatchObject({ exitCode: 0 });
    const { stdout } = await home.run('consumer', ['one']);
    expect(JSON.parse(String(stdout))).toMatchObject({
      team: value,
      worker: value,
      task_id: value,
      progress: value,
      done: value,
      next: value,
      source: value,
      extra: { key: value },
      message: value,
    });
  });

  test('takes a separate value that begins with a dash', async () => {
    const home = await makeHome();
    const id = await home.produce([
      '--next',
      '- item',
      '--body',
      '--- not an option',
      '--no-headline',
      '--field',
      '_k=-v',
    ]);
    const { stdout } = await home.run('consumer', [id]);
    expect(JSON.parse(String(stdout))).toMatchObject({
      next: '- item',
      message: '--- not an option',
      extra: { _k: '-v' },
    });
  });

  test('takes no field from the environment', async () => {
    const home = await makeHome();
    const env = Object.fromEntries(
      ['STATUS', 'TEAM', 'DONE', 'BODY', 'BODY_FILE', 'NEXT', 'FIELD', 'PROGRESS', 'REPORT_ID'].map((name) => [
        `OWNER_REPORT_${name}`,
        'evil=1',
      ]),
    );
    const id = await home.produce([], { env });
    const text = await readPending(home, id);
    expect(text).not.toContain('evil');
    expect(await home.run('producer', without('--task-id'), { env })).toMatchObject({ exitCode: 64 });
  });

  test('keeps all of several --field in order', async () => {
    const home = await makeHome();
    const id = await home.produce(['--field', 'b=1', '--field', 'a=', '--field', 'constructor=x=y']);
    expect(await readPending(home, id)).toContain("\nb: '1'\na: ''\nconstructor: x=y\n---\n");
  });

  test('may have a worker that is called like a command', async () => {
    const home = await makeHome();
    const args = ['--team', 'run', '--worker', 'run', '--task-id', 'run', '--status', 'normal', '--body', '- x'];
    expect(await home.run('producer', args, { env: { OWNER_REPORT_TAIL: '5' } })).toMatchObject({ exitCode: 0 });
  });
});
