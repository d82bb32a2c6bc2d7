import { describe, expect, test } from 'vitest';

import type { Bench } from '../fixtures/monitor/bench.ts';
import { makeCheck } from './check.ts';

/** How often the check was run after each of these ticks. */
async function countRuns(bench: Bench, times: readonly string[]): Promise<number[]> {
  const runs: number[] = [];
  for (const time of times) {
    await bench.tick(time);
    runs.push(await bench.calls('a', 'run'));
  }
  return runs;
}

describe('a scheduled check', () => {
  test('with an interval is run at once, then when it has passed, and once for all that was missed', async () => {
    const bench = await makeCheck({ schedule: { everySeconds: 3600 } });
    const runs: number[] = [];
    for (const time of ['12:00', '12:59:59', '13:00', '13:01', '18:30', '18:31', '18:59:59', '19:00']) {
      expect(await bench.tick(time)).toBe('');
      runs.push(await bench.calls('a', 'run'));
    }
    expect(runs).toEqual([1, 1, 2, 2, 3, 3, 3, 4]);
  });

  test('with a cron expression waits for its first time, in local time, and makes up once for what was missed', async () => {
    const bench = await makeCheck({ schedule: '30 6 * * *' });
    bench.zone = 'Europe/Berlin';
    const runs: number[] = [];
    for (const time of [
      '12:00',
      '01-16 05:29:59',
      '01-16 05:30',
      '01-16 05:31',
      '01-20 04:00',
      '01-20 05:29',
      '01-20 05:30',
    ]) {
      await bench.tick(time);
      runs.push(await bench.calls('a', 'run'));
    }
    expect(runs).toEqual([0, 0, 1, 1, 2, 2, 3]);
  });

  test('runs a time that the clock leaves out when it has jumped, and one that comes twice once', async () => {
    const bench = await makeCheck({ schedule: '30 2,14 * * *' });
    bench.zone = 'Europe/Berlin';
    const times = ['03-29 00:00:05', '03-29 00:59:05', '03-29 01:00:05', '03-29 01:30:05', '03-29 12:30:05'];
    expect(await countRuns(bench, times)).toEqual([0, 0, 1, 1, 2]);
    const back = ['10-25 00:00:05', '10-25 00:30:05', '10-25 00:31:05', '10-25 01:30:05', '10-25 13:30:05'];
    expect(await countRuns(bench, back)).toEqual([3, 4, 4, 4, 5]);
  });

  test.each([{ everySeconds: 3600 }, '30 * * * *'])(
    'that is edited or enabled anew begins with its next time: %j',
    async (schedule) => {
      const bench = await makeCheck({ schedule: '0 0 1 1 *' });
      await bench.tick('12:00');
      await bench.configure([{ id: 'a', kind: 'one_shot_read', schedule }]);
      expect(await countRuns(bench, ['12:59', '13:00', '13:58', '14:30'])).toEqual([
        0,
        0,
        schedule === '30 * * * *' ? 1 : 0,
        schedule === '30 * * * *' ? 2 : 1,
      ]);
      const runs = await bench.calls('a', 'run');
      await bench.configure([{ id: 'a', kind: 'one_shot_read', schedule, enabled: false }]);
      await bench.tick('15:00');
      await bench.configure([{ id: 'a', kind: 'one_shot_read', schedule }]);
      expect(await countRuns(bench, ['20:00', '20:01', '21:01'])).toEqual([runs, runs, runs + 1]);
    },
  );

  test('of each minute is run by each tick, whenever in its minute that comes', async () => {
    const bench = await makeCheck({ schedule: { everySeconds: 60 } });
    const times = ['12:00:02', '12:01:01', '12:02:30', '12:03:01', '12:04:59', '12:05:00', '12:05:20'];
    expect(await countRuns(bench, times)).toEqual([1, 2, 3, 4, 5, 6, 6]);
  });

  test('runs nothing twice when the clock is set back by minutes', async () => {
    const bench = await makeCheck({ schedule: '0 12 * * *' });
    expect(await countRuns(bench, ['11:59', '12:00', '11:58', '11:59', '12:00', '12:01', '01-16 12:00'])).toEqual([
      0, 1, 1, 1, 1, 1, 2,
    ]);
  });

  test.each([
    ['is not enabled any more', { enabled: false, schedule: { everySeconds: 60 } }],
    ['has no schedule any more', {}],
  ])('that a tick has left behind is not run again where it %s', async (_what, change) => {
    const bench = await makeCheck(change);
    const left = { id: 'q', jobId: 'a', createdAt: 1, notBefore: 1, reason: 'schedule', status: 'running', attempt: 1 };
    await bench.writeState({ version: 1, jobs: {}, queue: [{ ...left, scheduled: true }] });
    expect(await bench.tick('12:00')).toBe('');
    expect(await bench.calls('a', 'run')).toBe(0);
    expect((await bench.state()).queue).toBeUndefined();
  });

  test('is not run when it is not enabled', async () => {
    const bench = await makeCheck({ enabled: false, schedule: { everySeconds: 60 } });
    await bench.tick('12:00');
    await bench.tick('13:00');
    expect(await bench.calls('a', 'run')).toBe(0);
    // By hand it is.
    await bench.run('13:01', ['run', 'a']);
    expect(await bench.calls('a', 'run')).toBe(1);
  });

  test('that fails each time is told at once, then seldom, and its recovery once', async () => {
    const bench = await makeCheck({ schedule: { everySeconds: 60 } });
    await bench.setOutput('a', 'run', 'no route', 1);
    expect(await bench.tick('12:00')).toContain('ACTION REQUIRED: the check failed (exit 1)');
    expect(await bench.tick('12:01')).toBe('');
    expect(await bench.tick('12:29')).toBe('');
    expect(await bench.tick('12:30')).toContain('the check failed (exit 1)');
    await bench.setOutput('a', 'run', 'other', 2);
    expect(await bench.tick('12:31')).toContain('the check failed (exit 2)');
    await bench.setOutput('a', 'run', 'fine');
    expect(await bench.tick('12:32')).toContain('recovered, had failed');
    expect(await bench.tick('12:33')).toBe('');
    expect(await bench.calls('a', 'run')).toBe(7);
  });

  test('that only cried and is well again is not said to have failed', async () => {
    const bench = await makeCheck({ schedule: { everySeconds: 60 } });
    await bench.setOutput('a', 'run', 'ACTION REQUIRED: sign in again');
    expect(await bench.tick('12:00')).toContain('the check asks for attention');
    await bench.setOutput('a', 'run', 'fine');
    expect(await bench.tick('12:01')).toContain('- message: recovered, had asked for attention\n');
  });

  test('that failed is told to be well again, also where its entry had a fault meanwhile', async () => {
    const schedule = { everySeconds: 60 };
    const bench = await makeCheck({ schedule });
    await bench.setOutput('a', 'run', 'no route', 1);
    await bench.tick('12:00');
    await bench.configure([{ id: 'a', kind: 'one_shot_read', schedule: { everySeconds: 0 } }]);
    await bench.tick('12:01');
    await bench.setOutput('a', 'run', 'fine');
    await bench.configure([{ id: 'a', kind: 'one_shot_read', schedule }]);
    const body = await bench.tick('12:02');
    expect(body).toContain('- message: recovered, was invalid\n');
    expect(body).toContain('- message: recovered, had failed\n');
    expect(await bench.tick('12:03')).toBe('');
  });

  test('that was a long job before has not failed', async () => {
    const bench = await makeCheck({ kind: 'long_running_read' });
    await bench.setStatus('a', {});
    await bench.tick('12:00');
    await bench.configure([{ id: 'a', kind: 'one_shot_read', schedule: { everySeconds: 60 } }]);
    expect(await bench.tick('12:01')).toContain('- message: recovered, was paused\n');
  });

  test('that fails now and then is told at its first time, then once an interval, with how often', async () => {
    const bench = await makeCheck({ schedule: { everySeconds: 60 } });
    const told: string[] = [];
    const times = ['12:00', '12:01', '12:02', '12:03', '12:04', '12:31', '12:32', '12:33'];
    for (const [index, time] of times.entries()) {
      await bench.setOutput('a', 'run', 'no route', (index + 1) % 2);
      if ((await bench.tick(time)) !== '') told.push(time);
    }
    expect(told).toEqual(['12:00', '12:01', '12:32', '12:33']);
    const bodies = (await bench.pending()).map(({ body }) => body);
    expect(bodies[2]).toContain('- message: came and went, 3 times since 12:00\n');
  });

  test('is told at its N-th failure in a row with failAfter, and a cry at once', async () => {
    const bench = await makeCheck({ schedule: { everySeconds: 60 }, policy: { failAfter: 3 } });
    const tickWith = async (time: string, code: number, output = 'no route') => {
      await bench.setOutput('a', 'run', output, code);
      return (await bench.tick(time)) !== '';
    };
    const told: boolean[] = [];
    const codes = [1, 1, 0, 1, 1, 1, 1, 0, 0];
    for (const [minute, code] of codes.entries()) told.push(await tickWith(`12:0${minute}`, code));
    expect(told).toEqual([false, false, false, false, false, true, false, true, false]);
    expect(await tickWith('12:30', 0, 'ALERT: full')).toBe(true);
  });

  test('speaks in quiet hours, for it only speaks when something is wrong', async () => {
    const bench = await makeCheck({ schedule: { everySeconds: 60 } });
    await bench.setOutput('a', 'run', 'ALERT', 0);
    expect(await bench.tick('01-16 03:00')).toContain('ALERT');
  });
});

describe('a cry', () => {
  test.each([
    ['behind a megabyte of the same line', "head -c 1000000 /dev/zero | tr '\\0' x; echo ' ALERT: disk is full'"],
    ['in UTF-16, with a mark', "printf '\\377\\376'; echo 'ALERT: disk is full' | iconv -t UTF-16LE"],
    ['in UTF-16, without one', "echo 'ALERT: disk is full' | iconv -t UTF-16LE"],
    ['in UTF-16 of the other order', "printf '\\376\\377'; echo 'ALERT: disk is full' | iconv -t UTF-16BE"],
    ['at the edge of a window', "head -c 65534 /dev/zero | tr '\\0' x; printf AL; echo 'ERT: disk is full'"],
  ])('is heard %s, once', async (_what, command) => {
    const bench = await makeCheck({ schedule: { everySeconds: 60 }, commands: { run: ['/bin/sh', '-c', command] } });
    const body = await bench.tick('12:00');
    expect(body.split('ALERT: disk is full')).toHaveLength(2);
  });
});
