import { chmod, chown } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { type Bench, makeBench } from '../fixtures/monitor/bench.ts';
import { faulty, long, read, wellFormed } from '../fixtures/monitor/configs.ts';
import { testIf } from '../testIf.ts';

const validate = ['validate-config'];

async function makeConfig(config: object | string): Promise<Bench> {
  const bench = await makeBench();
  await bench.writeConfig(config);
  return bench;
}

describe('validate-config', () => {
  test('is 0 and a summary for a config that is well formed', async () => {
    const bench = await makeConfig(wellFormed);
    expect(await bench.run('12:00', validate)).toMatchObject({
      exitCode: 0,
      stdout: `ok: ${bench.configPath}: 1 long_running_read, 2 one_shot_read, 1 one_shot_write\n`,
      stderr: '',
    });
  });

  test('is 78 and names each problem with its place, all at once', async () => {
    const bench = await makeConfig({
      version: 1,
      jobs: faulty.map(([job], index) => ({ id: `job-${index}`, ...job })),
    });
    const result = await bench.run('12:00', validate);
    expect(result).toMatchObject({ exitCode: 78, stdout: '' });
    const expected = faulty.map(([, problem], index) => `jobs[${index}].${problem}`);
    const lines = String(result.stderr).trimEnd().split('\n');
    expect(lines.pop()).toBe(`${bench.configPath}: ${faulty.length} problems`);
    expect(lines.sort()).toEqual(expected.sort());
  });

  test('names also the references and commands of a job that has other problems', async () => {
    const job = { ...long, id: 'a', risk: 'none', commands: { start: ['x'] }, after: [{ jobId: 'b' }] };
    const bench = await makeConfig({ version: 1, jobs: [job] });
    const { problems } = JSON.parse(String((await bench.run('12:00', [...validate, '--json'])).stdout)) as {
      problems: { path: string }[];
    };
    expect(problems.map(({ path }) => path)).toEqual([
      'jobs[0].risk',
      'jobs[0].commands.status',
      'jobs[0].after[0].jobId',
    ]);
  });

  test('names faults of the defaults, and entries that are no jobs', async () => {
    const bench = await makeConfig({ version: 1, defaults: { quietHours: '23-8' }, jobs: [17, { ...read, id: ' ' }] });
    const { stderr } = await bench.run('12:00', validate);
    expect(stderr).toContain('defaults.quietHours: expected {"start": "HH:MM", "end": "HH:MM"}, got "23-8"\n');
    expect(stderr).toContain('jobs[0]: expected an object, got 17\n');
    expect(stderr).toContain('jobs[1].id: expected text, got " "\n');
  });

  test('warns of unknown keys, with what may have been meant, and is 0', async () => {
    const job = { ...long, id: 'a', afer: [], policy: { stalSeconds: 1, quietHours: { strat: '1' } } };
    const bench = await makeConfig({ version: 1, default: {}, jobs: [job] });
    const result = await bench.run('12:00', validate);
    expect(result.exitCode).toBe(0);
    expect(result.stderr).toBe(
      [
        'warning: default: unknown key, ignored (did you mean "defaults"?)',
        'warning: jobs[0].afer: unknown key, ignored (did you mean "after"?)',
        'warning: jobs[0].policy.stalSeconds: unknown key, ignored (did you mean "stallSeconds"?)',
        'warning: jobs[0].policy.quietHours.strat: unknown key, ignored (did you mean "start"?)',
        '',
      ].join('\n'),
    );
  });

  test.each([
    ['0 0 30 2 *', 'it never comes: none of its months has such a day'],
    ['0 0 31 4,jun *', 'it never comes'],
    ['0 0 1 1 * 2099', 'no seconds, no year), found 6'],
    ['0 0 0 1 1 * 2020', 'no seconds, no year), found 7'],
    ['0 25 * * *', 'Invalid value for hour: 25'],
    ['0 0 32 * *', 'Invalid value for day: 32'],
    ['0 0 0 * *', 'Invalid value for day: 0'],
    ['0 0 * 13 *', 'Invalid value for month: 13'],
    ['0 0 * * funday', 'weekday (funday) contains illegal characters'],
    ['2030-01-01T00:00:00', 'expected five fields'],
    ['@reboot', '@reboot is not supported'],
    ['@every 5m', 'expected five fields, or a name such as @daily'],
    ['@dayly', 'expected five fields, or a name such as @daily'],
    ['', 'expected five fields'],
  ])('says why a schedule cannot be used: %s', async (schedule, reason) => {
    const bench = await makeConfig({ version: 1, jobs: [{ ...read, id: 'a', schedule }] });
    const result = await bench.run('12:00', validate);
    expect(result.exitCode).toBe(78);
    expect(result.stderr).toContain(
      `jobs[0].schedule: expected a cron expression such as "30 6 * * *", or {"everySeconds": 3600} (`,
    );
    expect(result.stderr).toContain(reason);
  });

  test('takes null for a value that is not given', async () => {
    const bench = await makeConfig({
      version: 1,
      defaults: null,
      jobs: [{ ...read, id: 'a', policy: null, after: null }],
    });
    expect((await bench.run('12:00', validate)).exitCode).toBe(0);
  });
});

describe('a file that others could have written', () => {
  test.each(['configPath', 'statePath'] as const)('is refused when it is world-writable: %s', async (file) => {
    const bench = await makeConfig(wellFormed);
    await bench.writeState({ version: 1, jobs: {} });
    await chmod(bench[file], 0o602);
    const result = await bench.run('12:00', ['tick']);
    expect(result.exitCode).toBe(78);
    expect(result.stderr).toContain(`${bench[file]}: expected a file that only you can write`);
  });

  // Nobody but root can give a file away.
  testIf(process.getuid?.() === 0, 'only root gives a file to another user')(
    'is refused when it belongs to another user',
    async () => {
      const bench = await makeConfig(wellFormed);
      await chown(bench.configPath, 4242, 4242);
      const result = await bench.run('12:00', validate);
      expect(result.exitCode).toBe(78);
      expect(result.stderr).toContain('found one of user 4242');
    },
  );

  test('is warned about when its group can write it', async () => {
    const bench = await makeConfig(wellFormed);
    await chmod(bench.configPath, 0o620);
    const result = await bench.run('12:00', validate);
    expect(result.exitCode).toBe(0);
    expect(result.stderr).toContain('its group can write it (mode 620)');
  });
});
