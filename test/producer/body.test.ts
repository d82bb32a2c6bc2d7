/* oxlint-disable no-control-regex -- they are what is looked for */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { commandPath, makeHome, root } from '../harness.ts';
import { fields, readPending } from './fields.ts';

describe('the body', () => {
  const bytes = 'first\r\n\n---\nfake: fence\n---\n\tlast  \n\n';

  test.each([
    ['stdin', ['--body', '-']],
    ['stdin by the name of a file', ['--body-file', '-']],
    ['file', ['--body-file', 'body']],
  ])('from %s is kept byte for byte', async (_from, source) => {
    const home = await makeHome();
    await writeFile(join(home.base, 'body'), bytes);
    const args = ['--no-headline', ...source];
    expect(await home.run('producer', [...fields, ...args, '--report-id', 'one'], { input: bytes })).toMatchObject({
      exitCode: 0,
    });
    expect((await readPending(home, 'one')).endsWith(`\n---\n${bytes}`)).toBe(true);
  });

  test('stands below the headline of the report', async () => {
    const home = await makeHome();
    await home.run('producer', ['--task-id', 'job', '--worker', 'w', '--body', 'hello\n', '--report-id', 'one']);
    expect((await readPending(home, 'one')).endsWith('\n---\n**[normal] w · job**\n\nhello\n')).toBe(true);
  });

  test('is all of the message with --no-headline, also where it is made of fields', async () => {
    const home = await makeHome();
    const args = [...fields, '--no-headline', '--report-id'];
    await home.run('producer', [...args, 'one', '--body', 'hello']);
    await home.run('producer', [...args, 'two', '--done', 'this']);
    expect((await readPending(home, 'one')).endsWith('\n---\nhello')).toBe(true);
    expect((await readPending(home, 'two')).endsWith('\n---\nDone: this\n')).toBe(true);
  });

  test.each([
    ['is not UTF-8', Buffer.from([0x61, 0xff, 0x62]), 'UTF-8'],
    ['holds a NUL byte', Buffer.from('a\0b'), 'NUL'],
  ])('is refused with 65 when it %s', async (_, input, message) => {
    const home = await makeHome();
    const result = await home.run('producer', [...fields, '--body', '-'], { input });
    expect(result.exitCode).toBe(65);
    expect(result.stderr).toContain(message);
    expect(await home.names('pending')).toEqual([]);
  });

  test('from a file that never ends is refused once it is no text', async () => {
    const home = await makeHome();
    expect(await home.run('producer', [...fields, '--body-file', '/dev/zero'])).toMatchObject({ exitCode: 65 });
  });

  test('from a FIFO is read once, also by a call that begins anew', async () => {
    const home = await makeHome();
    const script = 'mkfifo body && { echo hello > body & } && exec "$@"';
    // A field of two lines needs a library, which is only loaded then.
    const words = [...fields, '--next', 'a\nb', '--no-headline', '--body-file', 'body', '--report-id', 'one'];
    const result = await execa('sh', ['-c', script, 'sh', commandPath('producer'), ...words], {
      cwd: home.base,
      extendEnv: false,
      env: home.environment(),
      reject: false,
    });
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await readPending(home, 'one')).endsWith('\n---\nhello\n')).toBe(true);
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

  test('does not make up for fields that are too long', async () => {
    const home = await makeHome();
    expect(await home.run('producer', [...fields, '--done', 'x'.repeat(9000)])).toMatchObject({
      exitCode: 65,
      stderr: expect.stringContaining('8192'),
    });
  });
});

test.each(['', ' \n'])('a body of nothing from a pipe is a usage error that says so: %j', async (input) => {
  const home = await makeHome();
  const args = ['--team', 't', '--worker', 'w', '--task-id', 'job', '--status', 'normal', '--body', '-'];
  const result = await home.run('producer', args, { input });
  expect(result).toMatchObject({ exitCode: 64, stdout: '', stderr: expect.stringContaining('a message on stdin') });
  expect(result.stderr).toContain('Nothing was enqueued');
});

describe('a body that is longer than a report', () => {
  const line = (index: number) => `compiling file number ${index} 編譯\n`;
  const lines = (count: number) => Array.from({ length: count }, (_, index) => line(index)).join('');

  test.each(['stdin', 'file'])(
    'from %s is cut at a line: its beginning, its end, and what is missing',
    async (from) => {
      const home = await makeHome();
      const input = lines(20_000);
      await writeFile(join(home.base, 'body'), input);
      const args = from === 'stdin' ? ['--body', '-'] : ['--body-file', 'body'];
      const result = await home.run(
        'producer',
        [...fields, ...args, '--report-id', 'one', '--next', 'x'.repeat(7000)],
        {
          input,
        },
      );
      expect(result).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/\d+ are left out of its middle\n$/) });
      const file = await readPending(home, 'one');
      expect(Buffer.byteLength(file)).toBeLessThanOrEqual(256 * 1024);
      expect(Buffer.byteLength(file)).toBeGreaterThan(255 * 1024);
      const [first, note, last] = parts(file);
      expect(input.startsWith(first)).toBe(true);
      expect(input.endsWith(last)).toBe(true);
      expect(last.startsWith('compiling')).toBe(true);
      const leftOut = Buffer.byteLength(input) - Buffer.byteLength(first) - Buffer.byteLength(last);
      expect(note).toContain(`[… ${leftOut} of ${Buffer.byteLength(input)} bytes are left out here;`);
      expect((await home.run('consumer', ['one'])).exitCode).toBe(0);
    },
  );

  /** The beginning of a body that was cut, the line that says so, and its end. */
  function parts(file: string): [string, string, string] {
    const body = file.slice(file.indexOf('compiling'));
    const match = /^([^]*?)(\[… .* …\]\n)([^]*)$/.exec(body);
    return [match?.[1] ?? '', match?.[2] ?? '', match?.[3] ?? ''];
  }

  test('without line ends is cut between characters', async () => {
    const home = await makeHome();
    const args = [...fields, '--body', '-', '--report-id', 'one'];
    expect(await home.run('producer', args, { input: '字'.repeat(200_000) })).toMatchObject({ exitCode: 0 });
    expect(await readPending(home, 'one')).toMatch(/字\n\[… \d+ of 600000 bytes .* …\]\n字+$/);
  });

  test('is read to its end, whatever is wrong with the call or with the body', async () => {
    const home = await makeHome();
    for (const [words, exitCode] of [
      [[...fields, '--body', '-'], 0],
      [[...fields, '--body-file', '/dev/stdin'], 0],
      [[...fields, '--body-file', '-'], 0],
      [[...fields, '--status', 'nonsense', '--body-file', '-'], 64],
      [['--no-such-option', '--body', '-'], 64],
      [[...fields, '--status', 'nonsense', '--body-file', '/dev/stdin'], 64],
      [['--body', '-', '--done', 'nothing is said of whom'], 64],
      [[...fields, '--report-id', '../x', '--body=-'], 64],
    ] as [string[], number][]) {
      const script = '{ seq 1 100000 && echo $? > upstream; } | "$@"';
      const result = await execa('sh', ['-c', script, 'sh', commandPath('producer'), ...words], {
        cwd: home.base,
        extendEnv: false,
        env: home.environment(),
        reject: false,
      });
      expect([words, result.exitCode]).toEqual([words, exitCode]);
      expect(await readFile(join(home.base, 'upstream'), 'utf8')).toBe('0\n');
      await rm(join(home.base, 'upstream'));
    }
    const binary = '{ head -c 3000000 /dev/zero && echo $? > upstream; } | "$@"';
    const words = ['-c', binary, 'sh', commandPath('producer'), ...fields, '--body', '-'];
    const env = home.environment();
    expect(await execa('sh', words, { cwd: home.base, extendEnv: false, env, reject: false })).toMatchObject({
      exitCode: 65,
    });
    expect(await readFile(join(home.base, 'upstream'), 'utf8')).toBe('0\n');
  });

  test('leaves stdin to the loop around it where it is not from there', async () => {
    const home = await makeHome();
    const loop = 'seq 1 3 | while read -r n; do "$@" --report-id "n$n" --done "$n"; done';
    const words = ['-c', loop, 'sh', commandPath('producer'), ...fields];
    const options = { cwd: home.base, extendEnv: false, env: home.environment() };
    await execa('sh', words, options);
    expect(await home.names('pending')).toEqual(['n1.md', 'n2.md', 'n3.md']);
    // A slip takes nothing from the loop either.
    const slip = 'seq 1 3 | { "$@"; cat; }';
    const args = ['-c', slip, 'sh', commandPath('producer'), ...fields, '--done', 'x', '--no-such-option'];
    expect((await execa('sh', args, { ...options, reject: false })).stdout).toBe('1\n2\n3');
  });

  test('takes little memory', async () => {
    const home = await makeHome();
    const peak = join(home.base, 'peak');
    const script = 'head -c 300000000 /dev/zero | tr "\\0" "\\n" | "$@"';
    const words = ['-c', script, 'sh', commandPath('producer'), ...fields, '--done', 'x', '--body', '-'];
    // A limit to the heap would not do: what is read lies beside it.
    const hook = join(root, 'scripts/bench/measure/peakMemory.cjs');
    const env = {
      ...home.environment(),
      NODE_OPTIONS: `--require ${JSON.stringify(hook)}`,
      OWNER_REPORT_BENCH_RSS: peak,
    };
    expect(await execa('sh', words, { extendEnv: false, env, reject: false })).toMatchObject({ exitCode: 0 });
    const peakKiB = Number(await readFile(peak, 'utf8'));
    expect(peakKiB).toBeGreaterThan(0);
    expect(peakKiB).toBeLessThan(150 * 1024);
  });

  test('is the same report again under its id, and another one when only its middle differs', async () => {
    const home = await makeHome();
    const args = [...fields, '--body', '-', '--report-id', 'one'];
    const input = lines(20_000);
    expect(await home.run('producer', args, { input })).toMatchObject({ exitCode: 0 });
    expect(await home.run('producer', args, { input })).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('already pending'),
    });
    const other = input.replace('number 10000 ', 'number 10001 ');
    expect(await home.run('producer', args, { input: other })).toMatchObject({ exitCode: 65 });
  });

  test('is shown as it would be written by --dry-run', async () => {
    const home = await makeHome();
    const args = [...fields, '--body', '-', '--report-id', 'one'];
    const input = lines(20_000);
    const { stdout } = await home.run('producer', [...args, '--dry-run'], { input });
    expect(await home.names('pending')).toEqual([]);
    await home.run('producer', args, { input });
    const withoutTime = (text: string) => text.replace(/^created_at: .*$/m, '');
    expect(withoutTime(String(stdout))).toBe(withoutTime(await readPending(home, 'one')));
  });
});
