import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { commandPath, makeHome, until } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { fields, canMakeTerminal, fixture, run, readOnly, start } from './runCommand.ts';

describe('a signal', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const)(
    '%s goes to the command, whose end is reported',
    async (signal) => {
      const home = await makeHome();
      const ready = join(home.base, 'ready');
      const running = start(home, ['--', fixture('await-signal.sh'), ready]);
      await until('the command to be ready', () => stat(ready).catch(() => undefined));
      running.kill(signal);
      expect(await running).toMatchObject({ exitCode: 9, stdout: `got ${signal}` });
      expect(await readOnly(home)).toMatchObject({
        status: 'alert',
        extra: { exit_code: '9' },
        message: expect.stringContaining(`got ${signal}`),
      });
    },
  );

  testIf(canMakeTerminal, 'it needs the script command of util-linux')(
    'of a terminal reaches the command once, also when stdin is no terminal',
    async () => {
      const home = await makeHome();
      const [interrupts, ready] = [join(home.base, 'interrupts'), join(home.base, 'ready')];
      const words = [commandPath('producer'), 'run', ...fields, '--', process.execPath];
      const line = [...words, fixture('count-interrupts.js'), interrupts, ready].map((word) => `'${word}'`).join(' ');
      const terminal = execa('script', ['-qec', `exec ${line} < /dev/null`, '/dev/null'], {
        reject: false,
        extendEnv: false,
        env: home.environment(),
      });
      const producer = Number(
        await until('the command to be ready', () => readFile(ready, 'utf8').catch(() => undefined)),
      );
      terminal.stdin.write('\u0003');
      await until('the interrupt', () => stat(interrupts).catch(() => undefined));
      // It comes after whatever the producer makes of the interrupt.
      process.kill(producer, 'SIGTERM');
      terminal.stdin.end();
      expect(await terminal).toMatchObject({ exitCode: 0 });
      expect(await readFile(interrupts, 'utf8')).toBe('INT\n');
      expect(await home.names('pending')).toHaveLength(1);
    },
  );

  test('of a terminal that is gone does not end a command behind nohup', async () => {
    const home = await makeHome();
    const [ready, go] = [join(home.base, 'ready'), join(home.base, 'go')];
    const wait = 'touch "$0"; until [ -e "$1" ]; do sleep 0.1; done; echo through';
    const running = start(home, ['--', 'nohup', 'sh', '-c', wait, ready, go]);
    await until('the command to be ready', () => stat(ready).catch(() => undefined));
    running.kill('SIGHUP');
    await writeFile(go, '');
    expect(await running).toMatchObject({ exitCode: 0, stdout: 'through' });
    expect(await readOnly(home)).toMatchObject({ status: 'done' });
  });

  test('that ends the command is reported, and passed on as 128 plus its number', async () => {
    const home = await makeHome();
    const ready = join(home.base, 'ready');
    const running = start(home, ['--', 'sh', '-c', 'touch "$0"; exec tail -f /dev/null', ready]);
    await until('the command to be ready', () => stat(ready).catch(() => undefined));
    running.kill('SIGTERM');
    expect(await running).toMatchObject({ exitCode: 143 });
    expect(await readOnly(home)).toMatchObject({ extra: { signal: 'SIGTERM' } });
  });
});

describe('a report that cannot be enqueued', () => {
  test.each([
    [0, 74],
    [5, 5],
  ])('lets the command run; its exit %i becomes %i', async (code, exitCode) => {
    const home = await makeHome();
    await writeFile(home.dir, 'in the way');
    const result = await run(home, ['--', 'sh', '-c', `echo ran; exit ${code}`]);
    expect(result).toMatchObject({
      exitCode,
      stdout: 'ran\n',
      stderr: expect.stringContaining('could not be enqueued'),
    });
  });

  test('because another one has its id, is 74 after a success', async () => {
    const home = await makeHome();
    await run(home, ['--report-id', 'one', '--', 'true']);
    expect(await run(home, ['--report-id', 'one', '--json', '--', 'echo', 'again'])).toMatchObject({
      exitCode: 74,
      stdout: 'again\n',
    });
    expect(await run(home, ['--report-id', 'one', '--next', 'more', '--', 'true'])).toMatchObject({ exitCode: 74 });
  });

  test('is one report when the same command ends in the same way again, whatever it prints', async () => {
    const home = await makeHome();
    const count = ['--report-id', 'one', '--', 'sh', '-c', 'echo x >> "$0"; wc -l < "$0"; exit 3', `${home.base}/runs`];
    expect(await run(home, count)).toMatchObject({ exitCode: 3, stdout: expect.stringMatching(/^ *1\n$/) });
    expect(await run(home, count)).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('already pending') });
    expect(await home.names('pending')).toEqual(['one.md']);
    expect(await readOnly(home)).toMatchObject({ message: expect.stringMatching(/Last line:\n```\n *1\n```/) });
  });
});

describe('before anything is started', () => {
  test.each([
    [['--status', 'done'], '--status'],
    [['--body', 'x'], '--body'],
    [['--body-file', 'x'], '--body-file'],
    [['--done', 'x'], '--done'],
    [['--dry-run'], 'dry-run'],
    [['--tail', 'x'], '--tail'],
    [['--tail=-1'], '--tail'],
    [['--field', 'exit_code=1'], 'exit_code'],
    [['foo'], 'foo'],
    [['--field', 'x'], '--field'],
    [['--report-id', '../x'], '--report-id'],
  ])('%j is refused with 64', async (args, message) => {
    const home = await makeHome();
    const ran = join(home.base, 'ran');
    const result = await run(home, [...args, '--', 'touch', ran]);
    expect(result).toMatchObject({ exitCode: 64, stderr: expect.stringContaining(message) });
    await expect(stat(ran)).rejects.toThrow('ENOENT');
  });

  test('a blank field or missing command is refused with 64, and an oversized field with 65', async () => {
    const home = await makeHome();
    const ran = join(home.base, 'ran');
    expect(await home.run('producer', ['run', '--team', '', '--worker', ' ', '--', 'touch', ran])).toMatchObject({
      exitCode: 64,
      stderr: expect.stringMatching(/--team: expected .*; --worker: expected /),
    });
    for (const args of [[], ['--'], ['--', '']])
      expect(await run(home, args)).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('For example') });
    const oversized = await run(home, ['--next', 'x'.repeat(8000), '--', 'touch', ran]);
    expect(oversized).toMatchObject({ exitCode: 65, stderr: expect.stringContaining('Shorten --next') });
    // It takes no body.
    expect(oversized.stderr).not.toContain('--body');
    await expect(stat(ran)).rejects.toThrow('ENOENT');
    expect(await home.names('pending')).toEqual([]);
  });
});
