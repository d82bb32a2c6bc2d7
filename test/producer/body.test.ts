/* oxlint-disable no-control-regex -- they are what is looked for */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { makeHome } from '../harness.ts';
import { fields, readPending } from './fields.ts';

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

test.each(['', ' \n'])('a body of nothing from a pipe is a usage error that says so: %j', async (input) => {
  const home = await makeHome();
  const args = ['--team', 't', '--worker', 'w', '--task-id', 'job', '--status', 'normal', '--body', '-'];
  const result = await home.run('producer', args, { input });
  expect(result).toMatchObject({ exitCode: 64, stdout: '', stderr: expect.stringContaining('a message on stdin') });
  expect(result.stderr).toContain('Nothing was enqueued');
});
