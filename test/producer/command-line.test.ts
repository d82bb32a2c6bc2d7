/* oxlint-disable no-control-regex -- they are what is looked for */
import { stat } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { makeHome } from '../harness.ts';
import { required, fields, without } from './fields.ts';

describe('the command line', () => {
  test('names each option that is missing or blank, with an example', async () => {
    const home = await makeHome();
    const result = await home.run('producer', ['--worker', ' ', '--done', 'x']);
    expect(result.exitCode).toBe(64);
    expect(result.stderr).toContain('--task-id: expected a value, got nothing; --worker: expected a value, got blank');
    expect(result.stderr).toContain('For example: owner-report-producer --task-id');
    expect(await home.run('producer', [])).toMatchObject({ exitCode: 64, stdout: '' });
  });

  test.each(['--team', '--worker', '--task-id', '--status'])('refuses a blank %s', async (name) => {
    const home = await makeHome();
    for (const blank of ['', '  ']) {
      const result = await home.run('producer', [...without(name), name, blank]);
      expect(result.exitCode).toBe(64);
      expect(result.stderr).toContain(`: ${name}: expected a value, got blank text: "${blank}"\n`);
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
    [['foo'], 'got "foo"'],
    [['--unknown', 'x'], 'got --unknown'],
    [['--', 'foo'], 'owner-report-producer run'],
    [['--field', 'novalue'], '--field: expected KEY=VALUE, got "novalue"'],
    [['--field', '1a=x'], 'got "1a"'],
    [['--field', 'a b=x'], 'got "a b"'],
    [['--field', '__proto__=x'], 'got "__proto__"'],
    [['--field', 'team=x'], 'Use --team.'],
    [['--field', 'task_id=x'], 'Use --task-id.'],
    [['--field', 'a=1', '--field', 'a=2'], 'expected each key once, got "a" again'],
    [['--report-id', '../x'], 'got "../x"'],
    [['--report-id', ''], '--report-id: '],
    [['--report-id', 'a..b'], 'got "a..b"'],
    [['--report-id', 'x'.repeat(129)], `got "${'x'.repeat(129)}"`],
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
    const result = await home.run(
      'producer',
      [...fields, '--body', '-', '--no-headline', '--report-id', 'one', '--dry-run'],
      {
        input: '\u001B[31mred\r',
      },
    );
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
