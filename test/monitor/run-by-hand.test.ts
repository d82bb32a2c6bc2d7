import { rm, writeFile } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { makeCheck } from './check.ts';

describe('a check that is run by hand', () => {
  test('passes its output and exit code on, and says nothing when it is fine', async () => {
    const bench = await makeCheck();
    await bench.setOutput('a', 'run', 'all is well\n');
    expect(await bench.run('12:00', ['run', 'a'])).toMatchObject({ exitCode: 0, stdout: 'all is well\n' });
    expect(await bench.pending()).toEqual([]);
  });

  test('is reported when it fails, with the last of what it printed', async () => {
    const bench = await makeCheck();
    await bench.setOutput('a', 'run', 'one\ntwo\n', 3);
    expect((await bench.run('12:00', ['run', 'a'])).exitCode).toBe(3);
    const [report] = await bench.pending();
    expect(report).toMatchObject({ taskId: 'a', status: 'alert' });
    expect(report?.body).toMatch(
      /• a \(a, one_shot_read\)\n- status: failed \(exit 3, [\d.]+ s\)\n- message: one\n- message: two\n- ACTION REQUIRED: the check failed \(exit 3\)\n/,
    );
  });

  test.each([
    ['ACTION REQUIRED', 'action_required'],
    ['ALERT', 'alert'],
  ])('is reported when it prints %s, with the lines that do', async (cry, status) => {
    const bench = await makeCheck();
    await bench.setOutput('a', 'run', `fine\n${cry}: disk at 97%\nfine\n`);
    expect((await bench.run('12:00', ['run', 'a'])).exitCode).toBe(0);
    const [report] = await bench.pending();
    expect(report).toMatchObject({ status });
    expect(report?.body).toContain(`- message: ${cry}: disk at 97%\n`);
    expect(report?.body).not.toContain('fine');
  });

  test('that fails keeps its exit code where the home takes no reports, and its report waits', async () => {
    const bench = await makeCheck();
    await writeFile(bench.home.dir, 'in the way');
    await bench.setOutput('a', 'run', 'no route\n', 3);
    const result = await bench.run('12:00', ['run', 'a']);
    expect(result).toMatchObject({ exitCode: 3, stdout: 'no route\n' });
    expect(result.stderr).toContain('run a: its report waits for the next tick: ');
    await rm(bench.home.dir);
    expect(await bench.tick('12:01')).toContain('ACTION REQUIRED: the check failed (exit 3)');
  });

  test('is ended when it takes too long', async () => {
    const bench = await makeCheck({ policy: { timeoutSeconds: 0.2 }, commands: { run: ['/bin/sleep', '60'] } });
    expect((await bench.run('12:00', ['run', 'a'])).exitCode).toBe(124);
    expect((await bench.pending())[0]?.body).toContain('timed out after 0.2 s');
  });

  test('is refused when its risk is not read_only, or when it is a long job', async () => {
    const bench = await makeCheck({ risk: 'write_local' }, [{ id: 'long' }]);
    expect((await bench.run('12:00', ['run', 'a'])).exitCode).toBe(77);
    expect((await bench.run('12:00', ['run', 'long'])).exitCode).toBe(64);
    expect((await bench.run('12:00', ['run', 'nobody'])).exitCode).toBe(66);
    expect(await bench.calls('a', 'run')).toBe(0);
  });

  test('is not run by a dry run, which says what it would be', async () => {
    const bench = await makeCheck();
    const result = await bench.run('12:00', ['run', 'a', '--dry-run']);
    expect(result).toMatchObject({ exitCode: 0 });
    expect(result.stdout).toContain(JSON.stringify([bench.program, 'run', 'a']));
    expect(await bench.calls('a', 'run')).toBe(0);
  });

  test('shows secrets neither in the report nor in the state', async () => {
    const bench = await makeCheck();
    await bench.setOutput('a', 'run', 'ALERT: token=abcdefgh12345678secret\n', 1);
    await bench.run('12:00', ['run', 'a']);
    for (const text of [(await bench.pending())[0]?.text, JSON.stringify(await bench.state())]) {
      expect(text).toContain('ALERT: token=[redacted]');
      expect(text).not.toContain('abcdefgh12345678secret');
    }
  });
});
