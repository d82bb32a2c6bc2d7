/* oxlint-disable no-control-regex -- they are what is looked for */
import { chmod, mkdir, readFile, rename, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { makeHome, reportText, type TestHome } from '../harness.ts';

const required = ['--team', 't', '--worker', 'w', '--task-id', 'job'];
const fields = [...required, '--status', 'normal'];

function without(name: string): string[] {
  const at = fields.indexOf(name);
  return [...fields.slice(0, at), ...fields.slice(at + 2), '--done', 'x'];
}

function readPending(home: TestHome, id: string): Promise<string> {
  return readFile(home.path('pending', `${id}.md`), 'utf8');
}

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
    const id = await home.produce(['--next', '- item', '--body', '--- not an option', '--field', '_k=-v']);
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
    expect(await home.run('producer', without('--team'), { env })).toMatchObject({ exitCode: 64 });
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

describe('the body', () => {
  const bytes = 'first\r\n\n---\nfake: fence\n---\n\tlast  \n\n';

  test.each(['stdin', 'file'])('from %s is kept byte for byte', async (from) => {
    const home = await makeHome();
    await writeFile(join(home.base, 'body'), bytes);
    const args = from === 'stdin' ? ['--body', '-'] : ['--body-file', 'body'];
    expect(await home.run('producer', [...fields, ...args, '--report-id', 'one'], { input: bytes })).toMatchObject({
      exitCode: 0,
    });
    expect((await readPending(home, 'one')).endsWith(`\n---\n${bytes}`)).toBe(true);
  });

  test.each([
    ['is not UTF-8', Buffer.from([0x61, 0xff, 0x62]), 'UTF-8'],
    ['holds a NUL byte', Buffer.from('a\0b'), 'NUL'],
    ['is larger than a report', Buffer.alloc(300 * 1024, 'x'), '262144 bytes'],
  ])('is refused with 65 when it %s', async (_, input, message) => {
    const home = await makeHome();
    const result = await home.run('producer', [...fields, '--body', '-'], { input });
    expect(result.exitCode).toBe(65);
    expect(result.stderr).toContain(message);
    expect(await home.names('pending')).toEqual([]);
  });

  test('is not read beyond its limit', async () => {
    const home = await makeHome();
    expect(await home.run('producer', [...fields, '--body-file', '/dev/zero'])).toMatchObject({ exitCode: 65 });
  });

  test('gives 66 for a file that is not there and 74 for one that cannot be read', async () => {
    const home = await makeHome();
    expect(await home.run('producer', [...fields, '--body-file', 'nope'])).toMatchObject({
      exitCode: 66,
      stderr: expect.stringContaining('nope'),
    });
    expect(await home.run('producer', [...fields, '--body-file', '.'])).toMatchObject({ exitCode: 74 });
  });

  test('comes from one source only', async () => {
    const home = await makeHome();
    const result = await home.run('producer', [...fields, '--body', 'x', '--body-file', 'y']);
    expect(result).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('--body-file, got both') });
  });

  test('that is too long with its front matter is refused with 65', async () => {
    const home = await makeHome();
    const result = await home.run('producer', [...fields, '--body', '-'], { input: 'x'.repeat(256 * 1024) });
    expect(result.exitCode).toBe(65);
    expect(await home.run('producer', [...fields, '--done', 'x'.repeat(9000)])).toMatchObject({
      exitCode: 65,
      stderr: expect.stringContaining('8192'),
    });
  });
});

describe('the command line', () => {
  test('names all required options that are missing, with an example', async () => {
    const home = await makeHome();
    const result = await home.run('producer', ['--worker', 'w']);
    expect(result.exitCode).toBe(64);
    expect(result.stderr).toContain('--team, --task-id, --status');
    expect(result.stderr).toContain('For example: owner-report-producer --team');
    expect(await home.run('producer', [])).toMatchObject({ exitCode: 64, stdout: '' });
  });

  test.each(['--team', '--worker', '--task-id', '--status'])('refuses a missing or blank %s', async (name) => {
    const home = await makeHome();
    for (const extra of [[], [name, ''], [name, '  ']]) {
      const result = await home.run('producer', [...without(name), ...extra]);
      expect(result).toMatchObject({ exitCode: 64, stderr: expect.stringContaining(name) });
    }
  });

  test.each([
    ['Alert', 'alert'],
    ['action-required', 'action_required'],
    ['nromal', 'normal'],
    ['warning', 'warn'],
    ['block', 'blocked'],
  ])('asks for status %s whether %s was meant', async (given, meant) => {
    const home = await makeHome();
    const result = await home.run('producer', [...required, '--status', given, '--done', 'x']);
    expect(result.exitCode).toBe(64);
    expect(result.stderr).toContain('normal, done, warn, blocked, action_required, alert');
    expect(result.stderr).toContain(`Did you mean "${meant}"?`);
  });

  test.each([
    [['foo'], 'foo'],
    [['--unknown', 'x'], 'unknown'],
    [['--', 'foo'], 'run'],
    [['--field', 'novalue'], 'KEY=VALUE'],
    [['--field', '1a=x'], 'key'],
    [['--field', 'a b=x'], 'key'],
    [['--field', '__proto__=x'], 'key'],
    [['--field', 'team=x'], '--team'],
    [['--field', 'task_id=x'], '--task-id'],
    [['--field', 'a=1', '--field', 'a=2'], 'once'],
    [['--report-id', '../x'], '--report-id'],
    [['--report-id', ''], '--report-id'],
    [['--report-id', 'a..b'], '--report-id'],
    [['--report-id', 'x'.repeat(129)], '--report-id'],
    [['--next'], '--next'],
  ])('refuses %j with 64', async (args, message) => {
    const home = await makeHome();
    const result = await home.run('producer', [...fields, '--done', 'x', ...args]);
    expect(result).toMatchObject({ exitCode: 64, stderr: expect.stringContaining(message) });
    expect(result.stderr).not.toMatch(/^\s+at /m);
    await expect(stat(home.dir)).rejects.toThrow('ENOENT');
  });

  test('needs something to say', async () => {
    const home = await makeHome();
    for (const args of [[], ['--done', ''], ['--body', ' ']]) {
      expect(await home.run('producer', [...fields, ...args])).toMatchObject({
        exitCode: 64,
        stderr: expect.stringContaining('--done, --next, --body'),
      });
    }
  });
});

describe('--dry-run', () => {
  test('prints the file and writes nothing, not even a home', async () => {
    const home = await makeHome();
    const result = await home.run('producer', [...fields, '--body', '-', '--report-id', 'one', '--dry-run'], {
      input: '\u001B[31mred\r',
    });
    expect(result.exitCode).toBe(0);
    expect(result.stdout).toMatch(/^---\nreport_id: one\ncreated_at: '.*Z'\n[^]*\n---\n\u001B\[31mred\r$/);
    await expect(stat(home.dir)).rejects.toThrow('ENOENT');
  });

  test('gives the content in JSON', async () => {
    const home = await makeHome();
    const result = await home.run('producer', [...fields, '--done', 'x', '--report-id', 'one', '--json', '--dry-run']);
    expect(JSON.parse(String(result.stdout))).toMatchObject({
      schemaVersion: 1,
      report_id: 'one',
      path: home.path('pending', 'one.md'),
      content: expect.stringContaining('report_id: one'),
    });
    await expect(stat(home.dir)).rejects.toThrow('ENOENT');
  });

  test('is not taken from the environment, so that exit 0 always means enqueued', async () => {
    const home = await makeHome();
    await home.produce(['--report-id', 'one'], { env: { OWNER_REPORT_DRY_RUN: '1' } });
    expect(await home.names('pending')).toEqual(['one.md']);
  });

  test('refuses what could not be enqueued', async () => {
    const home = await makeHome();
    expect(await home.run('producer', [...fields, '--done', 'x'.repeat(9000), '--dry-run'])).toMatchObject({
      exitCode: 65,
      stdout: '',
    });
  });
});

describe('--report-id', () => {
  const args = [...fields, '--done', 'x', '--report-id', 'one'];

  test.each(['pending', 'sent', 'held'])('makes the same report in %s a success that says so', async (place) => {
    const home = await makeHome();
    await home.run('producer', args);
    const path = home.path(place, 'one.md');
    await rename(home.path('pending', 'one.md'), path);
    const before = await readFile(path);
    expect(await home.run('producer', args)).toMatchObject({
      exitCode: 0,
      stdout: `${path}\n`,
      stderr: `already ${place}: ${path}\n`,
    });
    const json = await home.run('producer', [...args, '--json', '--quiet']);
    expect(JSON.parse(String(json.stdout))).toMatchObject({ state: place, outcome: 'already-there', path });
    expect(json.stderr).toBe('');
    expect(await readFile(path)).toEqual(before);
    expect(await home.names('pending')).toEqual(place === 'pending' ? ['one.md'] : []);
  });

  test.each(['pending', 'sent', 'held'])('is refused with 65 when another report in %s has it', async (place) => {
    const home = await makeHome();
    await home.write('one', reportText('one'), place);
    expect(await home.run('producer', args)).toMatchObject({
      exitCode: 65,
      stdout: '',
      stderr: expect.stringContaining(home.path(place, 'one.md')),
    });
    expect(await readFile(home.path(place, 'one.md'), 'utf8')).toBe(reportText('one'));
  });

  test('gives one report to sixty producers at once', async () => {
    const home = await makeHome();
    const results = await Promise.all(Array.from({ length: 60 }, () => home.run('producer', [...args, '--json'])));
    expect(new Set(results.map((result) => result.exitCode))).toEqual(new Set([0]));
    const outcomes = results.map((result) => (JSON.parse(String(result.stdout)) as { outcome: string }).outcome);
    expect(outcomes.filter((outcome) => outcome === 'enqueued')).toHaveLength(1);
    expect(await home.names('pending')).toEqual(['one.md']);
    expect(await home.names('tmp')).toEqual([]);
  });

  test('lets one of many different reports win', async () => {
    const home = await makeHome();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        home.run('producer', [...fields, '--done', `x${index}`, '--report-id', 'one']),
      ),
    );
    expect(results.map((result) => result.exitCode).sort()).toEqual([0, ...Array.from({ length: 19 }, () => 65)]);
  });
});

describe('a home that cannot be used', () => {
  test('gives 73 when it cannot be created', async () => {
    const home = await makeHome();
    await writeFile(home.dir, 'in the way');
    expect(await home.run('producer', [...fields, '--done', 'x'])).toMatchObject({
      exitCode: 73,
      stdout: '',
      stderr: expect.stringContaining(home.dir),
    });
  });

  test('gives an error and leaves no report when a place is a dangling link', async () => {
    const home = await makeHome();
    await mkdir(home.dir);
    await symlink('nowhere', home.path('pending'));
    const result = await home.run('producer', [...fields, '--done', 'x']);
    expect([73, 74]).toContain(result.exitCode);
    expect(result.stdout).toBe('');
  });

  test.skipIf(process.getuid?.() === 0)('gives 74 when pending is not writable', async () => {
    const home = await makeHome();
    await home.produce();
    await chmod(home.path('pending'), 0o500);
    expect(await home.run('producer', [...fields, '--done', 'x'])).toMatchObject({ exitCode: 74 });
  });
});

test.each(['', ' \n'])('a body of nothing from a pipe is a usage error that says so: %j', async (input) => {
  const home = await makeHome();
  const args = ['--team', 't', '--worker', 'w', '--task-id', 'job', '--status', 'normal', '--body', '-'];
  const result = await home.run('producer', args, { input });
  expect(result).toMatchObject({ exitCode: 64, stdout: '', stderr: expect.stringContaining('a message on stdin') });
  expect(result.stderr).toContain('Nothing was enqueued');
});
