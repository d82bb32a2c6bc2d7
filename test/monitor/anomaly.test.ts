import { describe, expect, test } from 'vitest';

import { type Bench, makeBench, running } from '../fixtures/monitor/bench.ts';

/** A bench with one job `a` that was seen running at 12:00, and has been reported. */
async function makeRunningJob(policy: object = {}): Promise<Bench> {
  const bench = await makeBench();
  await bench.configure([{ id: 'a', policy: { reportWhileRunning: false, ...policy } }]);
  await bench.setStatus('a', running(1));
  await bench.tick('12:00');
  return bench;
}

describe('a stall', () => {
  test('is reported when progress stood still for stallSeconds, and not a second earlier', async () => {
    const bench = await makeRunningJob({ stallSeconds: 1200 });
    expect(await bench.tick('12:19:59')).toBe('');
    expect(await bench.tick('12:20')).toContain('- ACTION REQUIRED: stalled, no progress for 20 min\n');
    expect((await bench.pending()).at(-1)).toMatchObject({ status: 'action_required', taskId: 'a' });
  });

  test('is measured from the last progress', async () => {
    const bench = await makeRunningJob({ stallSeconds: 1200 });
    await bench.setStatus('a', running(2));
    await bench.tick('12:15');
    expect(await bench.tick('12:34:59')).toBe('');
    expect(await bench.tick('12:35')).toContain('stalled');
  });

  test('is measured anew after a restart that begins with the same progress', async () => {
    const bench = await makeRunningJob({ stallSeconds: 1200 });
    await bench.setStatus('a', {});
    expect(await bench.tick('12:10')).toContain('paused');
    await bench.setStatus('a', running(1));
    expect(await bench.tick('12:18')).toContain('recovered');
    expect(await bench.tick('12:37:59')).toBe('');
    expect(await bench.tick('12:38')).toContain('stalled, no progress for 20 min');
  });

  test.each([
    ['stallSeconds 0', { stallSeconds: 0 }, running(1)],
    ['a job that tells no progress', { stallSeconds: 60 }, { running: true }],
  ])('is none with %s', async (_what, policy, status) => {
    const bench = await makeBench();
    await bench.configure([{ id: 'a', policy: { reportWhileRunning: false, ...policy } }]);
    await bench.setStatus('a', status);
    await bench.tick('12:00');
    expect(await bench.tick('01-20 12:00')).toBe('');
    // The same job, with both.
    await bench.configure([{ id: 'a', policy: { reportWhileRunning: false, stallSeconds: 60 } }]);
    await bench.setStatus('a', running(1));
    const told = [await bench.tick('01-20 12:01'), await bench.tick('01-20 12:03')];
    expect(told.join('\n')).toContain('stalled');
  });

  test('is none for a job that is completed, though it runs on', async () => {
    const bench = await makeRunningJob({ stallSeconds: 60 });
    await bench.setStatus('a', running(1, { completed: true }));
    expect(await bench.tick('12:01')).toContain('completed');
    expect(await bench.tick('14:00')).toBe('');
  });

  test('is none in the first look after the clock was set back', async () => {
    const bench = await makeRunningJob({ stallSeconds: 1200 });
    await bench.tick('01-14 12:00');
    expect(await bench.tick('01-14 12:19')).toBe('');
    expect(await bench.tick('01-14 12:20')).toContain('stalled');
  });
});

describe('time in which nobody looked', () => {
  test.each([
    ['the machine slept for eight hours', '20:00:20', '20:01', '20:58'],
    ['the clock was set forward by a year', '2027-01-15T12:00:00Z', '2027-01-15T12:01:00Z', '2027-01-15T12:58:00Z'],
    ['the clock was set back by a year', '2025-01-15T12:00:00Z', '2025-01-15T12:01:00Z', '2025-01-15T12:58:00Z'],
  ])('is no stall: %s', async (_what, ...times) => {
    const bench = await makeRunningJob();
    for (const time of ['12:01', ...times]) expect(await bench.tick(time)).toBe('');
  });

  test('keeps what had gone by before it', async () => {
    const bench = await makeRunningJob({ stallSeconds: 1200 });
    for (const time of ['12:01', '12:10', '20:00', '20:09']) expect(await bench.tick(time)).toBe('');
    expect(await bench.tick('20:10')).toContain('stalled, no progress for 20 min');
  });

  test('is not what passes between ticks that are always far apart', async () => {
    const bench = await makeRunningJob({ stallSeconds: 7200 });
    for (const time of ['13:00', '13:59']) expect(await bench.tick(time)).toBe('');
    expect(await bench.tick('14:01')).toContain('stalled');
  });
});

describe('what comes and goes', () => {
  test.each([
    ['a job that stands still', {}, 'ACTION REQUIRED: paused'],
    ['a level', running(1, { level: 'warn' }), 'level warn'],
  ])('is told at its first time, and again when an interval is over: %s', async (_what, odd, words) => {
    const bench = await makeRunningJob({ stallSeconds: 0 });
    const tickWith = async (time: string, status: object) => {
      await bench.setStatus('a', status);
      return bench.tick(time);
    };
    expect(await tickWith('12:01', odd)).toContain(words);
    expect(await tickWith('12:02', running(1))).not.toBe('');
    for (const minute of ['12:03', '12:05', '12:29']) {
      expect(await tickWith(minute, odd)).toBe('');
      expect(await tickWith(`${minute}:30`, running(1))).toBe('');
    }
    expect(await tickWith('12:31', odd)).toContain(words);
  });
});

describe('an anomaly', () => {
  test('is a job that neither runs nor is completed, and is reported at once', async () => {
    const bench = await makeRunningJob();
    await bench.setStatus('a', { stopReason: 'disk full', message: 'gave up' });
    const body = await bench.tick('12:00:01');
    expect(body).toContain('- status: paused (stopReason=disk full)\n- message: gave up\n- ACTION REQUIRED: paused');
    expect(body).toContain('owner-report-monitor start a');
    expect(body).not.toContain('AUTORUN');
  });

  test('is reported again at once when its stop reason changes', async () => {
    const bench = await makeRunningJob();
    await bench.setStatus('a', { stopReason: 'disk full' });
    await bench.tick('12:01');
    await bench.setStatus('a', { stopReason: 'killed' });
    expect(await bench.tick('12:02')).toContain('stopReason=killed');
  });

  test('is reported again at once when its level changes', async () => {
    const bench = await makeRunningJob();
    await bench.setStatus('a', {});
    await bench.tick('12:01');
    await bench.setStatus('a', { level: 'alert' });
    expect(await bench.tick('12:02')).toContain('paused, level alert');
  });

  test('is reported again at once when its kind changes', async () => {
    const bench = await makeRunningJob({ stallSeconds: 60 });
    expect(await bench.tick('12:01')).toContain('stalled');
    await bench.setStatus('a', running(1, { level: 'alert' }));
    await bench.tick('12:02');
    await bench.setStatus('a', running(2, { level: 'alert' }));
    expect(await bench.tick('12:03')).toContain('the job raises an alert');
    await bench.setStatus('a', 'no JSON');
    expect(await bench.tick('12:04')).toContain('printed no JSON');
    await bench.setStatus('a', {});
    expect(await bench.tick('12:05')).toContain('paused');
  });

  test('is not reported again for another message or progress', async () => {
    const bench = await makeRunningJob();
    await bench.setStatus('a', running(1, { level: 'alert', message: 'one' }));
    expect(await bench.tick('12:01')).toContain('one');
    await bench.setStatus('a', running(2, { level: 'alert', message: 'two' }));
    expect(await bench.tick('12:02')).toBe('');
  });

  test.each([
    ['reportEverySeconds', 1800, '12:30:59', '12:31'],
    ['900 seconds when reports are more frequent', 60, '12:15:59', '12:16'],
    ['900 seconds when reports are switched off', 0, '12:15:59', '12:16'],
  ])('is repeated every %s', async (_what, reportEverySeconds, early, due) => {
    const bench = await makeRunningJob({ reportEverySeconds });
    await bench.setStatus('a', {});
    await bench.tick('12:01');
    expect(await bench.tick(early)).toBe('');
    expect(await bench.tick(due)).toContain('ACTION REQUIRED');
  });

  test('of level alert is an alert, also for a job that is completed', async () => {
    const bench = await makeRunningJob();
    await bench.setStatus('a', { completed: true, level: 'alert' });
    expect(await bench.tick('12:01')).toContain('- ACTION REQUIRED: the job raises an alert\n');
    expect((await bench.pending()).at(-1)).toMatchObject({ status: 'alert' });
  });

  test('keeps quiet about routine progress until it is over', async () => {
    const bench = await makeRunningJob({ reportWhileRunning: true, reportEverySeconds: 1200, stallSeconds: 0 });
    await bench.setStatus('a', running(1, { level: 'alert' }));
    await bench.tick('12:01');
    await bench.setStatus('a', running(2, { level: 'alert' }));
    expect(await bench.tick('12:20')).toBe('');
    expect(await bench.tick('12:21')).toContain('ACTION REQUIRED');
  });
});

describe('a recovery', () => {
  test('is reported once, with what it recovered from', async () => {
    const bench = await makeRunningJob({ stallSeconds: 0 });
    await bench.setStatus('a', { stopReason: 'killed' });
    await bench.tick('12:01');
    await bench.setStatus('a', running(1));
    expect(await bench.tick('12:02')).toContain('- message: recovered, was paused\n');
    expect(await bench.tick('12:03')).toBe('');
    expect((await bench.pending()).at(-1)).toMatchObject({ status: 'normal' });
  });

  test('by completion is one report that says both', async () => {
    const bench = await makeRunningJob();
    await bench.setStatus('a', {});
    await bench.tick('12:01');
    await bench.setStatus('a', { completed: true });
    const body = await bench.tick('12:02');
    expect(body).toContain('status: completed');
    expect(body).toContain('recovered, was paused');
    expect(await bench.tick('12:03')).toBe('');
    expect(await bench.tick('01-16 12:00')).toBe('');
  });

  test('is told at once in quiet hours, too, and an anomaly that comes back after it when its interval is over', async () => {
    const bench = await makeRunningJob({ stallSeconds: 0 });
    await bench.setStatus('a', {});
    await bench.tick('22:50');
    await bench.setStatus('a', running(1));
    expect(await bench.tick('23:10')).toContain('recovered, was paused');
    await bench.setStatus('a', {});
    expect(await bench.tick('23:12')).toBe('');
    expect(await bench.tick('23:20')).toContain('ACTION REQUIRED: paused');
  });
});

test('an anomaly that came and went is told with the day since when, if that was another one', async () => {
  const bench = await makeBench();
  await bench.configure([{ id: 'a', policy: { reportEverySeconds: 172_800 } }]);
  const bodies: string[] = [];
  for (const time of ['12:00', '12:01', '12:02', '12:03', '01-17 12:05']) {
    await bench.setStatus('a', bodies.length % 2 === 0 ? {} : running(bodies.length));
    bodies.push(await bench.tick(time));
  }
  expect(bodies.at(-1)).toContain('- message: came and went, 2 times since 2026-01-15 12:00\n');
});

test('a job gets on when the last digit of a long number does, with a fraction, too', async () => {
  const bench = await makeRunningJob({ stallSeconds: 60 });
  for (const [time, digit] of [
    ['12:01', 1],
    ['12:02', 2],
    ['12:03', 3],
  ] as const) {
    await bench.setStatus(
      'a',
      `{"running": true, "completed": false, "progress": {"at": 1763999999123456789${digit}.5}}`,
    );
    expect(await bench.tick(time)).toBe('');
  }
  expect((await bench.run('12:03', ['status'])).stdout).toContain('at=17639999991234567893.5');
});
