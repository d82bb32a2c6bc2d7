import { readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { commandPath, makeHome } from '../harness.ts';
import { fixture, run, readOnly } from './runCommand.ts';

describe('run', () => {
  test('reports a success as done, with exit code, duration and the last lines', async () => {
    const home = await makeHome();
    const result = await run(home, ['--next', 'rest', '--field', 'host=db1', '--', 'sh', '-c', 'echo one; echo two']);
    expect(result).toMatchObject({ exitCode: 0, stdout: 'one\ntwo\n' });
    const [name] = await home.names('pending');
    expect(result.stderr).toBe(`${home.path('pending', name ?? '')}\n`);
    const report = await readOnly(home);
    expect(report).toMatchObject({
      status: 'done',
      next: 'rest',
      extra: { host: 'db1', exit_code: '0', command: "sh -c 'echo one; echo two'" },
    });
    expect(report.done).toMatch(/^`sh -c 'echo one; echo two'` finished: exit 0 after \d+\.\d s$/);
    expect(report.extra['duration_seconds']).toMatch(/^\d+\.\d{3}$/);
    expect(report.message).toBe(
      `**[done] t / w · job**\n\nDone: ${report.done}\nNext: rest\n\nLast 2 lines:\n\`\`\`\none\ntwo\n\`\`\`\n`,
    );
  });

  test('reports a failure as alert and exits as the command did', async () => {
    const home = await makeHome();
    expect(await run(home, ['--', 'sh', '-c', 'echo oops >&2; exit 42'])).toMatchObject({
      exitCode: 42,
      stdout: '',
      stderr: expect.stringMatching(/^oops\n/),
    });
    const report = await readOnly(home);
    expect(report).toMatchObject({ status: 'alert', extra: { exit_code: '42' } });
    expect(report.done).toContain('failed: exit 42 after');
    expect(report.message).toContain('Last line:\n```\noops\n```\n');
  });

  test.each([
    ['KILL', 137],
    ['TERM', 143],
    ['SEGV', 139],
  ])('exits as a shell does when the command is ended by SIG%s', async (signal, exitCode) => {
    const home = await makeHome();
    expect(await run(home, ['--', 'sh', '-c', `kill -${signal} $$`])).toMatchObject({ exitCode });
    expect(await readOnly(home)).toMatchObject({
      status: 'alert',
      extra: { signal: `SIG${signal}`, exit_code: String(exitCode) },
    });
  });

  test.each([
    ['no-such-command-here', 127, 'not found'],
    ['/no/such/file', 127, 'not found'],
    ['/', 126, 'not executable'],
    ['/etc/passwd', 126, 'not executable'],
  ])('reports the command %s, which cannot be started, with exit %i', async (command, exitCode, reason) => {
    const home = await makeHome();
    // Where a directory of PATH may not be read, a command that is nowhere is one that may not be run.
    const env = { PATH: [dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter) };
    expect(await run(home, ['--', command, 'x'], { env })).toMatchObject({ exitCode });
    expect(await readOnly(home)).toMatchObject({
      status: 'alert',
      done: expect.stringContaining(`could not be started: ${reason}`),
    });
  });

  test('passes stdin, stdout and stderr through byte for byte', async () => {
    const home = await makeHome();
    const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => (index * 7919) % 256));
    await writeFile(join(home.base, 'bytes'), bytes);
    const script =
      '"$0" run --team t --worker w --task-id j --quiet -- sh -c "tee copy >&2; cat copy" < bytes > out 2> err';
    const result = await execa('sh', ['-c', script, commandPath('producer')], {
      cwd: home.base,
      extendEnv: false,
      env: home.environment(),
      reject: false,
    });
    expect(result.exitCode).toBe(0);
    for (const name of ['out', 'err']) expect(bytes.equals(await readFile(join(home.base, name)))).toBe(true);
  });

  test('loses nothing when its reader is slow, and is not held up by gigabytes', async () => {
    const home = await makeHome();
    const script =
      '"$0" run --team t --worker w --task-id j -- head -c 300000000 /dev/zero | dd bs=64k status=none | wc -c';
    const env = { ...home.environment(), NODE_OPTIONS: '--max-old-space-size=64' };
    const { stdout } = await execa('sh', ['-c', script, commandPath('producer')], { extendEnv: false, env });
    expect(stdout.trim()).toBe('300000000');
  });

  test('does not wait for a daemon that the command left behind', async () => {
    const home = await makeHome();
    const fifo = join(home.base, 'gate');
    await execa('mkfifo', [fifo]);
    // The daemon holds stdout until somebody opens the gate, which happens after run has ended.
    expect(await run(home, ['--', fixture('leave-daemon.sh'), fifo])).toMatchObject({
      exitCode: 0,
      stdout: 'before exit\n',
    });
    expect((await readOnly(home)).message).toContain('before exit');
    await writeFile(fifo, 'go\n');
  });

  test('says nothing of its own with --quiet', async () => {
    const home = await makeHome();
    expect(await run(home, ['--quiet', '--', 'echo', 'x'])).toMatchObject({ exitCode: 0, stdout: 'x\n', stderr: '' });
  });

  test('puts the JSON document on stderr, as its last line', async () => {
    const home = await makeHome();
    const result = await run(home, ['--json', '--', 'sh', '-c', 'echo x; echo y >&2; exit 3']);
    expect(result.stdout).toBe('x\n');
    const [first, last] = String(result.stderr).trimEnd().split('\n');
    expect(first).toBe('y');
    expect(JSON.parse(last ?? '')).toMatchObject({
      schemaVersion: 1,
      state: 'pending',
      outcome: 'enqueued',
      exit_code: 3,
    });
  });

  test('leaves options behind -- to the command', async () => {
    const home = await makeHome();
    const result = await run(home, ['--', 'echo', '--json', '--tail', '--status=x', '--', '"q"']);
    expect(result).toMatchObject({ exitCode: 0, stdout: '--json --tail --status=x -- "q"\n' });
  });
});
