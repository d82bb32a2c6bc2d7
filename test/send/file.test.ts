import { chmod, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { commandPath, makeHome } from '../harness.ts';
import { testIf } from '../testIf.ts';

const send = async (args: string[] = [], env: NodeJS.ProcessEnv = {}, input = 'hello\n') => {
  const home = await makeHome();
  return { home, result: await home.run('send', ['file', ...args], { env, input }) };
};

describe('owner-report-send file', () => {
  test('appends each message below a line with id, time and attempt, to a file for this account only', async () => {
    const home = await makeHome();
    const env = { OWNER_REPORT_ID: 'a-1', OWNER_REPORT_ATTEMPT: '2' };
    const first = await home.run('send', ['file'], { env, input: 'one\n' });
    expect(first).toMatchObject({ exitCode: 0 });
    await home.run('send', ['file'], { env: { ...env, OWNER_REPORT_MAYBE_DUPLICATE: '1' }, input: '-n two' });
    const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`;
    expect(await readFile(home.path('outbox.txt'), 'utf8')).toMatch(
      new RegExp(
        `^=== a-1 · ${time} · attempt 2\none\n\n\n=== a-1 · ${time} · attempt 2 · maybe a duplicate\n-n two\n\n\n$`,
      ),
    );
    expect((await stat(home.path('outbox.txt'))).mode & 0o777).toBe(0o600);
  });

  test('appends to the file that --to names, and keeps its mode', async () => {
    const home = await makeHome();
    const outbox = join(home.base, 'my outbox');
    await writeFile(outbox, 'before\n');
    await chmod(outbox, 0o640);
    expect(await home.run('send', ['file', '--to', outbox], { input: 'new\n' })).toMatchObject({ exitCode: 0 });
    expect(await readFile(outbox, 'utf8')).toMatch(/^before\n=== .+\nnew\n\n\n$/);
    expect((await stat(outbox)).mode & 0o777).toBe(0o640);
  });

  test('appends to the file that OWNER_REPORT_OUTBOX names where no target does', async () => {
    const home = await makeHome();
    const outbox = join(home.base, 'outbox');
    await home.run('send', ['file'], { env: { OWNER_REPORT_OUTBOX: outbox }, input: 'new\n' });
    expect(await readFile(outbox, 'utf8')).toContain('\nnew\n');
    expect(await home.names('.')).not.toContain('outbox.txt');
  });

  test('keeps messages whole when many arrive at once', async () => {
    const home = await makeHome();
    const message = 'x'.repeat(20_000);
    await Promise.all(Array.from({ length: 6 }, () => home.run('send', ['file'], { input: message })));
    const lines = (await readFile(home.path('outbox.txt'), 'utf8')).split('\n');
    expect(lines.filter((line) => line === message)).toHaveLength(6);
  });

  test('leaves nothing of a block for which there is no room, and what stood there before', async () => {
    const home = await makeHome();
    await home.run('send', ['file'], { input: 'before\n' });
    const before = await readFile(home.path('outbox.txt'), 'utf8');
    await writeFile(join(home.base, 'message'), 'x'.repeat(20_000));
    const result = join(home.base, 'result');
    await writeFile(result, '');
    // No file may have more than so many blocks: the first ones of the message find room.
    const command = `ulimit -f 8; exec '${commandPath('send')}' file <message`;
    const env = { ...home.environment(), OWNER_REPORT_RESULT_FILE: result };
    const { exitCode } = await execa('sh', ['-c', command], { reject: false, extendEnv: false, env, cwd: home.base });
    expect([exitCode, JSON.parse(await readFile(result, 'utf8'))]).toEqual([
      75,
      { outcome: 'failed', reason: expect.stringMatching(/only \d+ of \d+ bytes found room; nothing of it stays$/) },
    ]);
    expect(await readFile(home.path('outbox.txt'), 'utf8')).toBe(before);
    expect(await home.run('send', ['file'], { input: 'after\n' })).toMatchObject({ exitCode: 0 });
    expect(await readFile(home.path('outbox.txt'), 'utf8')).toMatch(
      /^=== [^\n]+\nbefore\n\n\n=== [^\n]+\nafter\n\n\n$/,
    );
    expect(await home.names('.')).not.toContain('outbox.txt.lock');
  });

  testIf(process.getuid?.() !== 0, 'root may write in any directory')(
    'appends to a file in a directory in which it may make nothing',
    async () => {
      const home = await makeHome();
      const directory = join(home.base, 'closed');
      await mkdir(directory);
      await writeFile(join(directory, 'outbox'), '');
      await chmod(directory, 0o555);
      const args = ['file', '--to', join(directory, 'outbox')];
      expect(await home.run('send', args, { input: 'new\n' })).toMatchObject({ exitCode: 0 });
      await chmod(directory, 0o755);
      expect(await readFile(join(directory, 'outbox'), 'utf8')).toContain('\nnew\n');
    },
  );

  test('refuses a FIFO without waiting for a reader, a link, and a directory, with 78 and what to do', async () => {
    const home = await makeHome();
    const [fifo, link, directory] = ['fifo', 'link', 'directory'].map((name) => join(home.base, name)) as [
      string,
      string,
      string,
    ];
    await execa('mkfifo', [fifo]);
    await symlink(fifo, link);
    await mkdir(directory);
    for (const path of [fifo, link, directory]) {
      const result = await home.run('send', ['file', '--to', path], { input: 'x' });
      expect(result.exitCode).toBe(78);
      expect(result.stderr).toContain(path);
      expect(result.stderr).toContain('--to');
    }
  });

  test('refuses an empty message with 65', async () => {
    expect((await send([], {}, '')).result.exitCode).toBe(65);
  });
});
