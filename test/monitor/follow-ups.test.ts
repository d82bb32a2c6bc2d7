import { describe, expect, test } from 'vitest';

import { type Bench, makeBench, running } from '../fixtures/monitor/bench.ts';
import { makeCheck } from './check.ts';

async function queueOf(bench: Bench, time: string): Promise<Record<string, unknown>[]> {
  const { stdout } = await bench.run(time, ['queue', '--json']);
  return String(stdout)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('follow-up jobs', () => {
  test('are queued after success with their delay, and run by a tick when that has passed', async () => {
    const bench = await makeCheck(
      {
        after: [
          { jobId: 'b', delaySeconds: 60 },
          { jobId: 'c', when: 'failure' },
        ],
      },
      [
        { id: 'b', kind: 'one_shot_read', enabled: false },
        { id: 'c', kind: 'one_shot_read' },
      ],
    );
    await bench.run('12:00', ['run', 'a']);
    expect(await queueOf(bench, '12:00')).toMatchObject([
      {
        job: 'b',
        status: 'pending',
        not_before: expect.stringMatching(/^2026-01-15T12:0[1-9]:/),
        reason: 'after success of a',
        attempt: 0,
      },
    ]);
    expect(await bench.tick('12:00:59')).toBe('');
    expect(await bench.calls('b', 'run')).toBe(0);
    expect(await bench.tick('12:05')).toBe('');
    expect(await bench.calls('b', 'run')).toBe(1);
    await bench.tick('12:06');
    expect([await bench.calls('b', 'run'), await bench.calls('c', 'run')]).toEqual([1, 0]);
    expect(await queueOf(bench, '12:06')).toMatchObject([{ job: 'b', status: 'done', attempt: 1, exit_code: 0 }]);
    const { stdout } = await bench.run('12:06', ['queue']);
    expect(stdout).toMatch(/^done  b  not before 2026-01-15T12:0[1-9]:\S+Z  after success of a  exit 0\n$/);
  });

  test('after failure are queued only then, and reported when they fail', async () => {
    const bench = await makeCheck({ after: [{ jobId: 'b' }, { jobId: 'c', when: 'failure' }] }, [
      { id: 'b', kind: 'one_shot_read' },
      { id: 'c', kind: 'one_shot_read' },
    ]);
    await bench.setOutput('a', 'run', '', 1);
    await bench.setOutput('c', 'run', 'also broken', 2);
    await bench.run('12:00', ['run', 'a']);
    expect(await bench.tick('12:01')).toContain('also broken');
    expect([await bench.calls('b', 'run'), await bench.calls('c', 'run')]).toEqual([0, 1]);
  });

  test('are chained, one tick for each', async () => {
    const bench = await makeCheck({ schedule: '0 12 * * *', after: [{ jobId: 'b' }] }, [
      { id: 'b', kind: 'one_shot_read', after: [{ jobId: 'c' }] },
      { id: 'c', kind: 'one_shot_read' },
    ]);
    const runs: string[] = [];
    for (const time of ['11:59', '12:00', '12:01', '12:02', '12:03']) {
      await bench.tick(time);
      runs.push(`${await bench.calls('a', 'run')}${await bench.calls('b', 'run')}${await bench.calls('c', 'run')}`);
    }
    expect(runs).toEqual(['000', '100', '110', '111', '111']);
  });

  test('of a long job are queued once when it is completed, also in quiet hours, and again after it ran again', async () => {
    const bench = await makeBench();
    await bench.configure([
      { id: 'long', after: [{ jobId: 'a' }] },
      { id: 'a', kind: 'one_shot_read' },
    ]);
    await bench.setStatus('long', running(1));
    await bench.tick('22:59');
    await bench.setStatus('long', { completed: true });
    for (const time of ['23:30', '23:31', '23:32']) await bench.tick(time);
    expect(await bench.calls('a', 'run')).toBe(1);
    await bench.setStatus('long', running(1));
    await bench.tick('01-16 09:00');
    await bench.setStatus('long', { completed: true });
    for (const time of ['01-16 09:01', '01-16 09:02', '01-16 09:03']) await bench.tick(time);
    expect(await bench.calls('a', 'run')).toBe(2);
  });

  test('may be long jobs, which are started then', async () => {
    const bench = await makeCheck({ after: [{ jobId: 'long' }] }, [{ id: 'long', enabled: false }]);
    await bench.setStatus('long', {});
    await bench.run('12:00', ['run', 'a']);
    await bench.tick('12:01');
    await bench.tick('12:02');
    expect(await bench.calls('long', 'start')).toBe(1);
  });

  test('that may not run by themselves are blocked, with an alert, once', async () => {
    const bench = await makeCheck({ after: [{ jobId: 'w' }, { jobId: 'risky' }] }, [
      { id: 'w', kind: 'one_shot_write', risk: 'write_local', after: [{ jobId: 'v' }] },
      { id: 'risky', kind: 'one_shot_read', risk: 'write_external' },
      { id: 'v', kind: 'one_shot_read' },
    ]);
    await bench.run('12:00', ['run', 'a']);
    const body = await bench.tick('12:01');
    expect(body).toContain(
      '- status: blocked\n- message: queued after success of a\n- ACTION REQUIRED: a write never runs by itself',
    );
    expect(body).toContain('- ACTION REQUIRED: its risk is write_external; only read_only runs by itself');
    expect(await bench.tick('13:00')).toBe('');
    expect(await queueOf(bench, '13:00')).toMatchObject([{ status: 'blocked' }, { status: 'blocked' }]);
    expect([await bench.calls('w', 'run'), await bench.calls('risky', 'run')]).toEqual([0, 0]);
  });

  test('that are not configured any more are blocked, with an alert', async () => {
    const bench = await makeCheck({ after: [{ jobId: 'b' }] }, [{ id: 'b', kind: 'one_shot_read' }]);
    await bench.run('12:00', ['run', 'a']);
    await bench.configure([{ id: 'a', kind: 'one_shot_read' }]);
    expect(await bench.tick('12:01')).toContain('• b (b, kind unknown)\n- status: blocked\n');
    expect(await queueOf(bench, '12:01')).toMatchObject([{ job: 'b', error: 'no such job is configured' }]);
  });
});
