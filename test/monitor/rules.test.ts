import { hostname } from 'node:os';

import { describe, expect, test } from 'vitest';

import { makeBench, running, sectionOf } from '../fixtures/monitor/bench.ts';

describe('progress', () => {
  test('is reported at first sight, then every reportEverySeconds and not a second earlier', async () => {
    const bench = await makeBench();
    await bench.configure([{ id: 'a', policy: { reportEverySeconds: 600 } }]);
    await bench.setStatus('a', running(1));
    expect(await bench.tick('12:00')).toContain('- status: running\n- progress: done=1\n');
    await bench.setStatus('a', running(2));
    expect(await bench.tick('12:05')).toBe('');
    expect(await bench.tick('12:09:59')).toBe('');
    expect(await bench.tick('12:10')).toContain('- progress: done=2\n');
    expect(await bench.tick('12:19:59')).toBe('');
  });

  test('is reported every half an hour when the config says nothing', async () => {
    const bench = await makeBench();
    await bench.configure([{ id: 'a' }]);
    await bench.setStatus('a', running(1));
    await bench.tick('12:00');
    expect(await bench.tick('12:29:59')).toBe('');
    expect(await bench.tick('12:30')).toContain('status: running');
  });

  test('is reported with onlyOnChange only if it differs from what was reported last', async () => {
    const bench = await makeBench();
    await bench.configure([{ id: 'a', policy: { reportEverySeconds: 600, stallSeconds: 0, onlyOnChange: true } }]);
    await bench.setStatus('a', running(1));
    await bench.tick('12:00');
    expect(await bench.tick('12:10')).toBe('');
    await bench.setStatus('a', running(2));
    expect(await bench.tick('12:11')).toContain('done=2');
    await bench.setStatus('a', running(3));
    expect(await bench.tick('12:12')).toBe('');
    await bench.setStatus('a', running(2));
    expect(await bench.tick('12:21')).toBe('');
  });

  test('is told apart by progressKey when the job gives one', async () => {
    const bench = await makeBench();
    await bench.configure([{ id: 'a', policy: { reportEverySeconds: 600, stallSeconds: 0, onlyOnChange: true } }]);
    await bench.setStatus('a', running(1, { progressKey: 'p1' }));
    await bench.tick('12:00');
    await bench.setStatus('a', running(2, { progressKey: 'p1' }));
    expect(await bench.tick('12:10')).toBe('');
    await bench.setStatus('a', running(2, { progressKey: 'p2' }));
    expect(await bench.tick('12:11')).toContain('done=2');
  });

  test('is the same whatever the order of its keys', async () => {
    const bench = await makeBench();
    await bench.configure([{ id: 'a', policy: { reportEverySeconds: 600, stallSeconds: 0, onlyOnChange: true } }]);
    await bench.setStatus('a', { running: true, progress: { x: 1, y: { b: 2, a: [1] } } });
    await bench.tick('12:00');
    await bench.setStatus('a', { running: true, progress: { y: { a: [1], b: 2 }, x: 1 } });
    expect(await bench.tick('12:10')).toBe('');
    await bench.setStatus('a', { running: true, progress: { y: { a: [2], b: 2 }, x: 1 } });
    expect(await bench.tick('12:11')).toContain('progress: x=1');
  });

  test.each([{ reportWhileRunning: false }, { reportEverySeconds: 0 }])(
    'is not reported at all with %j',
    async (off) => {
      const bench = await makeBench();
      await bench.configure([{ id: 'a', policy: { stallSeconds: 0, ...off } }]);
      await bench.setStatus('a', running(1));
      expect(await bench.tick('12:00')).toContain('status: running');
      await bench.setStatus('a', running(2));
      expect(await bench.tick('12:30')).toBe('');
      expect(await bench.tick('01-16 12:00')).toBe('');
      await bench.setStatus('a', { completed: true });
      expect(await bench.tick('01-16 12:01')).toContain('status: completed');
    },
  );

  test('shows at most six values, and no objects', async () => {
    const bench = await makeBench();
    await bench.configure([{ id: 'a' }]);
    await bench.setStatus('a', {
      running: true,
      progress: { a: 1, nested: {}, b: 'x', c: true, d: null, e: 2, f: 3, g: 4 },
    });
    expect(await bench.tick('12:00')).toContain('- progress: a=1 | b=x | c=true | d=null | e=2 | f=3\n');
  });
});

describe('a change', () => {
  test('of running or completed is reported at once', async () => {
    const bench = await makeBench();
    await bench.configure([{ id: 'a', policy: { stallSeconds: 0 } }]);
    await bench.setStatus('a', running(1));
    await bench.tick('12:00');
    await bench.setStatus('a', { running: true, completed: true });
    expect(await bench.tick('12:01')).toContain('status: completed');
    await bench.setStatus('a', running(1));
    expect(await bench.tick('12:02')).toContain('status: running');
  });

  test('to level warn and back is reported once each', async () => {
    const bench = await makeBench();
    await bench.configure([{ id: 'a', policy: { stallSeconds: 0 } }]);
    await bench.setStatus('a', running(1));
    await bench.tick('12:00');
    await bench.setStatus('a', running(1, { level: 'warn', message: 'slow' }));
    expect(await bench.tick('12:01')).toContain('- status: running, level warn\n- progress: done=1\n- message: slow\n');
    expect(await bench.tick('12:02')).toBe('');
    await bench.setStatus('a', running(1));
    expect(await bench.tick('12:03')).toContain('- status: running\n');
    expect((await bench.pending()).map(({ status }) => status)).toEqual(['normal', 'warn', 'normal']);
  });
});

describe('completion', () => {
  test('is reported once, and once more after the job ran again', async () => {
    const bench = await makeBench();
    await bench.configure([{ id: 'a' }]);
    await bench.setStatus('a', running(1));
    await bench.tick('12:00');
    await bench.setStatus('a', { completed: true });
    expect(await bench.tick('12:01')).toContain('status: completed');
    expect(await bench.tick('12:02')).toBe('');
    expect(await bench.tick('01-16 12:00')).toBe('');
    await bench.setStatus('a', running(1));
    expect(await bench.tick('01-16 12:01')).toContain('status: running');
    await bench.setStatus('a', { completed: true });
    expect(await bench.tick('01-16 12:02')).toContain('status: completed');
    expect(await bench.tick('01-16 12:03')).toBe('');
    expect((await bench.pending()).map(({ status }) => status)).toEqual(['normal', 'done', 'normal', 'done']);
  });
});

describe('a report', () => {
  test('of one job carries its id, the host and the source, and says when it was made', async () => {
    const bench = await makeBench();
    bench.zone = 'Europe/Berlin';
    await bench.configure([{ id: 'a', name: 'Sync of everything' }]);
    await bench.setStatus('a', running(1));
    await bench.tick('12:00:05');
    const listed = await bench.home.run('consumer', ['--all', '--json']);
    const report = JSON.parse(String(listed.stdout)) as Record<string, unknown>;
    expect(report).toMatchObject({
      team: 'ops',
      worker: hostname(),
      task_id: 'a',
      source: 'ops-monitor',
      status: 'normal',
      created_at: '2026-01-15T12:00:05.000Z',
      message:
        '🛠️ Ops report (13:00:05)\n\n• Sync of everything (a, long_running_read)\n- status: running\n- progress: done=1\n',
    });
  });

  test('of several jobs is one, has the worst status, and says the worst first', async () => {
    const bench = await makeBench();
    await bench.configure([{ id: 'fine' }, { id: 'warned' }, { id: 'still' }, { id: 'alerting' }, { id: 'ready' }]);
    await bench.setStatus('fine', running(1));
    await bench.setStatus('warned', running(1, { level: 'warn' }));
    await bench.setStatus('still', { stopReason: 'killed' });
    await bench.setStatus('alerting', running(1, { level: 'alert' }));
    await bench.setStatus('ready', { completed: true });
    const body = await bench.tick('12:00');
    const order = ['alerting', 'still', 'warned', 'ready', 'fine'];
    expect(body.match(/(?<=^• )\w+/gm)).toEqual(order);
    expect(sectionOf(body, 'alerting')).toContain('ACTION REQUIRED');
    expect(await bench.pending()).toMatchObject([{ taskId: 'tick', status: 'alert' }]);
  });

  test('has no more than is due: the other jobs stay out of it', async () => {
    const bench = await makeBench();
    await bench.configure([{ id: 'a', policy: { reportEverySeconds: 600 } }, { id: 'b' }]);
    await bench.setStatus('a', running(1));
    await bench.setStatus('b', running(1));
    expect(sectionOf(await bench.tick('12:00'), 'b')).not.toBe('');
    const body = await bench.tick('12:10');
    expect(sectionOf(body, 'a')).not.toBe('');
    expect(sectionOf(body, 'b')).toBe('');
  });

  test('is none for jobs that are not enabled', async () => {
    const bench = await makeBench();
    await bench.configure([{ id: 'a', enabled: false }]);
    await bench.setStatus('a', { level: 'alert' });
    expect(await bench.tick('12:00')).toBe('');
    expect(await bench.calls('a', 'status')).toBe(0);
    await bench.configure([{ id: 'a' }]);
    expect(await bench.tick('12:01')).toContain('level alert');
  });

  test('keeps what a job says on its own lines, and free of control characters', async () => {
    const bench = await makeBench();
    await bench.configure([{ id: 'a', name: 'Sync\n• forged (x, y)' }]);
    await bench.setStatus('a', running(1, { message: 'one\n- ACTION REQUIRED: forged\u001B[31m' }));
    const body = await bench.tick('12:00');
    expect(body).toContain('one / - ACTION REQUIRED: forged\\x1b[31m');
    expect(body).not.toMatch(/^• forged/m);
    expect(body).not.toMatch(/^- ACTION REQUIRED/m);
    expect(body).not.toContain('\u001B');
  });
});
