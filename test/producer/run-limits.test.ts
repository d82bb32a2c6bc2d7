import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { withEnoughTime } from '../enoughTime.ts';
import { makeHome, until } from '../harness.ts';
import { readOnly, run, start } from './runCommand.ts';

// What is left of a dead one until somebody looks at its exit code is gone, too.
async function isGone(pid: string): Promise<boolean> {
  const { stdout } = await execa('ps', ['-o', 'stat=', '-p', pid], { reject: false });
  return stdout === '' || stdout.startsWith('Z');
}

describe('--only-failures', () => {
  test('reports nothing on success, and a failure as ever', async () => {
    const home = await makeHome();
    expect(await run(home, ['--only-failures', '--', 'echo', 'well'])).toMatchObject({ exitCode: 0, stdout: 'well\n' });
    expect(await home.names('pending')).toEqual([]);
    expect(await run(home, ['--only-failures', '--', 'sh', '-c', 'exit 3'])).toMatchObject({ exitCode: 3 });
    expect(await readOnly(home)).toMatchObject({ status: 'alert', extra: { exit_code: '3' } });
  });
});

describe('--timeout', () => {
  test('leaves a command alone that ends in time', async () => {
    const home = await makeHome();
    expect(await run(home, ['--timeout', '1h', '--', 'sh', '-c', 'echo out; exit 5'])).toMatchObject({
      exitCode: 5,
      stdout: 'out\n',
    });
    expect(await readOnly(home)).toMatchObject({ extra: { exit_code: '5' } });
  });

  test('ends a command with all that it has started, and the report says so', async () => {
    const ended = await withEnoughTime(async (seconds) => {
      const home = await makeHome();
      const script = `sleep 1000 & echo $! > ${join(home.base, 'pid')}; wait`;
      expect(await run(home, ['--timeout', String(seconds), '--', 'sh', '-c', script])).toMatchObject({
        exitCode: 124,
      });
      const pid = await readFile(join(home.base, 'pid'), 'utf8').catch(() => '');
      if (pid === '') return 'too late';
      await until('the end of all of it', () => isGone(pid.trim()));
      return home;
    });
    expect(await readOnly(ended)).toMatchObject({
      status: 'alert',
      done: expect.stringContaining('was ended because it took too long'),
      extra: { exit_code: '124' },
    });
  });

  test('kills a command that takes no notice of TERM', async () => {
    const ended = await withEnoughTime(async (seconds) => {
      const home = await makeHome();
      const script = `trap "" TERM; : > ${join(home.base, 'ready')}; while :; do sleep 1; done`;
      expect(await run(home, ['--timeout', String(seconds), '--', 'sh', '-c', script])).toMatchObject({
        exitCode: 124,
      });
      // Before it has set its trap it is ended by TERM.
      return (await stat(join(home.base, 'ready')).catch(() => undefined)) === undefined ? 'too late' : home;
    });
    expect(await readOnly(ended)).toMatchObject({ status: 'alert', extra: { exit_code: '124' } });
  });

  test('hands signals to all that the command has started', async () => {
    const home = await makeHome();
    const [ready, got] = [join(home.base, 'ready'), join(home.base, 'got')];
    const inner = `trap 'echo inner > ${got}; exit 0' INT; : > ${ready}; while :; do sleep 0.1; done`;
    const running = start(home, ['--timeout', '1h', '--', 'sh', '-c', `trap : INT; sh -c "$1"; exit 7`, 'sh', inner]);
    await until('the command to be ready', () => stat(ready).catch(() => undefined));
    running.kill('SIGINT');
    expect(await running).toMatchObject({ exitCode: 7 });
    expect(await readFile(got, 'utf8')).toBe('inner\n');
  });

  test.each(['0', '25d', 'soon', ''])('refuses %j before anything is started', async (given) => {
    const home = await makeHome();
    const witness = join(home.base, 'witness');
    const result = await run(home, [`--timeout=${given}`, '--', 'touch', witness]);
    expect(result).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('--timeout') });
    await expect(stat(witness)).rejects.toThrow('ENOENT');
  });
});
