import { readFile, rm } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { type Bench, makeBench, running, sectionOf } from '../fixtures/monitor/bench.ts';
import { long, read } from '../fixtures/monitor/configs.ts';

async function makeConfig(config: object | string): Promise<Bench> {
  const bench = await makeBench();
  await bench.writeConfig(config);
  return bench;
}

describe('a fault of the whole file', () => {
  const wholeFaults: [string, object | string, string][] = [
    ['no JSON', '{"version": 1,', 'expected JSON'],
    ['no object', '[]', 'expected a JSON object'],
    ['another version', { version: 2, jobs: [] }, 'version: expected 1, got 2'],
    ['no list of jobs', { version: 1, jobs: {} }, 'jobs: expected a list, got object'],
    [
      'the same id twice',
      {
        version: 1,
        jobs: [
          { ...read, id: 'a' },
          { ...read, id: 'a' },
        ],
      },
      'which is that of jobs[0]',
    ],
  ];

  test.each(wholeFaults)('is 78 for validate-config and tick: %s', async (_what, config, message) => {
    const bench = await makeConfig(config);
    for (const command of ['validate-config', 'tick']) {
      const result = await bench.run('12:00', [command]);
      expect(result.exitCode).toBe(78);
      expect(result.stderr).toContain(message);
    }
    expect((await bench.pending())[0]?.body).toContain(message);
  });

  test('is an alert at most once an hour, and what is remembered is kept', async () => {
    const bench = await makeBench();
    await bench.configure([{ id: 'a' }]);
    await bench.setStatus('a', running(1));
    await bench.tick('12:00');
    const { jobs } = await bench.state();
    const config = await readFile(bench.configPath, 'utf8');
    await bench.writeConfig('no JSON');
    for (const time of ['12:01', '12:59', '13:00:59', '13:01'])
      expect((await bench.run(time, ['tick'])).exitCode).toBe(78);
    expect((await bench.pending()).map(({ taskId, status }) => `${taskId} ${status}`)).toEqual([
      'a normal',
      'config alert',
      'config alert',
    ]);
    expect((await bench.state()).jobs).toEqual(jobs);
    await bench.writeConfig(config);
    expect(await bench.tick('13:02')).toContain('stalled');
  });

  test('is told at once when it is another one, and its end once', async () => {
    const bench = await makeBench();
    await bench.configure([{ id: 'a', kind: 'one_shot_read' }]);
    const good = await readFile(bench.configPath, 'utf8');
    const told: string[] = [];
    const steps: [string, string][] = [
      ['12:00', 'no JSON'],
      ['12:01', '[]'],
      ['12:02', 'no JSON'],
      ['12:03', good],
      ['12:04', good],
      ['12:05', 'no JSON'],
      ['12:06', good],
      ['13:01', 'no JSON'],
      ['13:02', good],
    ];
    for (const [time, text] of steps) {
      await bench.writeConfig(text);
      const before = (await bench.pending()).length;
      await bench.run(time, ['tick']);
      for (const { status } of (await bench.pending()).slice(before)) told.push(`${time} ${status}`);
    }
    expect(told).toEqual(['12:00 alert', '12:01 alert', '12:03 normal', '13:01 alert', '13:02 normal']);
  });

  test('is one for a file that is not there', async () => {
    const bench = await makeConfig('');
    await rm(bench.configPath);
    expect((await bench.run('12:00', ['tick'])).exitCode).toBe(78);
    expect((await bench.pending())[0]?.body).toContain('expected a file with jobs, found none');
  });
});

test('a fault in one job takes only that job out, with an alert that is repeated seldom and ends with a recovery', async () => {
  const bench = await makeBench();
  const good = bench.complete({ id: 'good', policy: { reportEverySeconds: 60 } });
  await bench.writeConfig({ version: 1, jobs: [{ ...long, id: 'bad', kind: 'x' }, good] });
  await bench.setStatus('good', running(1));
  const body = await bench.tick('12:00');
  expect(sectionOf(body, 'bad')).toContain('- ACTION REQUIRED: jobs[0].kind: expected one of');
  expect(sectionOf(body, 'good')).toContain('- status: running');
  expect(await bench.tick('12:01')).not.toContain('bad');
  expect(await bench.tick('12:30')).toContain('jobs[0].kind');
  await bench.configure([{ id: 'bad', policy: { reportEverySeconds: 0 } }]);
  await bench.setStatus('bad', running(1));
  expect(await bench.tick('12:31')).toContain('recovered, was invalid');
});

test('a fault of the defaults is an alert, and the other defaults still hold', async () => {
  const bench = await makeBench();
  await bench.configure([{ id: 'a' }], { stallSeconds: 'never', reportEverySeconds: 60 });
  await bench.setStatus('a', running(1));
  expect(await bench.tick('12:00')).toContain('defaults.stallSeconds');
  expect(await bench.tick('12:01')).toContain('status: running');
});
