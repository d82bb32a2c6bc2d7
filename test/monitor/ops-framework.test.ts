import { mkdir, rename } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { type Bench, makeBench } from '../fixtures/monitor/bench.ts';

const seconds = (time: string) => Date.parse(`2026-01-15T${time}Z`) / 1000;

/** A config as ops-framework 0.1.0 documents it. */
const config = (bench: Bench) => ({
  version: 1,
  defaults: {
    quietHours: { start: '23:00', end: '08:00' },
    reportEverySeconds: 1800,
    stallSeconds: 3600,
    autoResume: false,
    autoResumeBackoffSeconds: 900,
  },
  jobs: [
    {
      id: 'sync',
      name: 'Sync',
      kind: 'long_running_read',
      risk: 'read_only',
      enabled: true,
      cwd: bench.base,
      commands: {
        start: ['./job', 'start', 'sync'],
        status: ['./job', 'status', 'sync'],
        stop: ['./job', 'stop', 'sync'],
      },
      policy: { reportEverySeconds: 1800, autoResume: true },
    },
    {
      id: 'check',
      name: 'Check',
      kind: 'one_shot_read',
      risk: 'read_only',
      enabled: true,
      cwd: bench.base,
      commands: { run: ['./job', 'run', 'check'] },
    },
    {
      id: 'rotate',
      name: 'Rotate',
      kind: 'one_shot_write',
      risk: 'write_local',
      enabled: true,
      cwd: bench.base,
      commands: { run: ['./job', 'run', 'rotate'] },
      approval: { required: true, granted: false },
      after: [{ jobId: 'check', when: 'success', delaySeconds: 60 }],
    },
  ],
});

const oldAnomaly = (running: boolean, level: string | null, stopReason: string | null) =>
  JSON.stringify({ running, completed: false, stopReason, level, message: 'm', progressKey: '{"a": 1, "b": 2}' });

/** A state as ops-framework 0.1.0 left it at 11:50, with what differs. */
async function makeOldState(memory: object = {}, queue: object[] = []): Promise<Bench> {
  const bench = await makeBench();
  await bench.writeConfig(config(bench));
  await bench.writeState({
    version: 1,
    updatedAt: '2026-01-15T11:50:00Z',
    jobs: {
      sync: {
        lastSeen: { running: true, completed: false, progressKey: '{"a": 1, "b": 2}', stopReason: null },
        lastReportAt: seconds('11:50:00'),
        lastProgressKey: '{"a": 1, "b": 2}',
        lastProgressAt: seconds('11:10:00'),
        ...memory,
      },
    },
    ...(queue.length > 0 && { queue }),
  });
  return bench;
}

const progress = { running: true, progress: { b: 2, a: 1 } };

describe('files of ops-framework 0.1.0', () => {
  test('pass validate-config without a warning', async () => {
    const bench = await makeOldState();
    expect(await bench.run('12:00', ['validate-config'])).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('lie where it looked for them when nothing else is said', async () => {
    const bench = await makeOldState();
    await mkdir(`${bench.base}/net/config`, { recursive: true });
    await mkdir(`${bench.base}/net/state`, { recursive: true });
    await rename(bench.configPath, `${bench.base}/net/config/ops-jobs.json`);
    await rename(bench.statePath, `${bench.base}/net/state/ops-monitor.json`);
    await bench.setStatus('sync', progress);
    const env = { ...bench.environment('12:10'), OPENCLAW_HOME: bench.base };
    expect((await bench.home.run('monitor', ['tick'], { env })).exitCode).toBe(0);
    expect((await bench.pending())[0]?.body).toContain('stalled, no progress for 1 h');
  });

  test('keep the time of the last report', async () => {
    const bench = await makeOldState({ lastProgressAt: seconds('11:45:00') });
    await bench.setStatus('sync', progress);
    expect(await bench.tick('12:19:59')).toBe('');
    expect(await bench.tick('12:20')).toContain('- progress: b=2 | a=1\n');
  });

  test('keep the time since when progress stands still', async () => {
    const bench = await makeOldState();
    await bench.setStatus('sync', progress);
    expect(await bench.tick('12:09:59')).toBe('');
    expect(await bench.tick('12:10')).toContain('stalled');
  });

  test.each([
    ['a fraction', '{"a":1.0}', '{"a": 1.0}'],
    ['a great number', '{"ns":1763999999123456789,"z":1e16}', '{"ns": 1763999999123456789, "z": 1e+16}'],
    ['a long key', `{"a":"${'x'.repeat(2000)}"}`, `{"a": "${'x'.repeat(2000)}"}`],
  ])('keep that time, too, when the progress has %s', async (_what, given, key) => {
    const bench = await makeOldState({ lastProgressKey: key });
    await bench.setStatus('sync', `{"running":true,"completed":false,"progress":${given}}`);
    expect(await bench.tick('12:09:59')).toBe('');
    expect(await bench.tick('12:10')).toContain('stalled');
  });

  test('keep an anomaly, which is not reported again before its time', async () => {
    const bench = await makeOldState({
      lastSeen: { running: false, completed: false, progressKey: '{"a": 1, "b": 2}', stopReason: 'killed' },
      lastAnomalyKey: oldAnomaly(false, 'ok', 'killed'),
      lastAnomalyReportAt: seconds('11:50:00'),
      lastAutoResumeAt: seconds('11:50:00'),
    });
    await bench.setStatus('sync', { stopReason: 'killed', progress: { a: 1, b: 2 }, message: 'other' });
    expect(await bench.tick('12:00')).toBe('');
    expect(await bench.calls('sync', 'start')).toBe(0);
    expect(await bench.tick('12:05')).toContain('AUTORUN: started');
  });

  test('keep a stall, whose end is told', async () => {
    const bench = await makeOldState({
      lastAnomalyKey: oldAnomaly(true, 'alert', null),
      lastAnomalyReportAt: seconds('11:50:00'),
      lastProgressAt: seconds('10:00:00'),
    });
    await bench.setStatus('sync', progress);
    expect(await bench.tick('12:00')).toBe('');
    await bench.setStatus('sync', { running: true, progress: { a: 2, b: 2 } });
    expect(await bench.tick('12:01')).toContain('recovered, was stalled');
  });

  test('keep a completion that was reported, and queue nothing for it', async () => {
    const bench = await makeOldState({
      lastSeen: { running: false, completed: true, progressKey: null, stopReason: null },
      reportedCompleted: true,
    });
    await bench.setStatus('sync', { completed: true });
    expect(await bench.tick('12:00')).toBe('');
    // Another run, and its end, are news.
    await bench.setStatus('sync', { running: true, progress: { a: 1 } });
    await bench.tick('12:01');
    await bench.setStatus('sync', { completed: true });
    expect(await bench.tick('12:02')).toContain('completed');
  });

  test('keep queued jobs, which are run when they are due', async () => {
    const item = {
      jobId: 'check',
      createdAt: seconds('11:50:00'),
      reason: 'verify rotate',
      status: 'pending',
      attempt: 0,
    };
    const bench = await makeOldState({}, [
      { id: 'one', notBefore: seconds('11:51:00'), ...item },
      { id: 'two', notBefore: seconds('13:00:00'), ...item },
    ]);
    await bench.setStatus('sync', progress);
    await bench.tick('12:00');
    expect(await bench.calls('check', 'run')).toBe(1);
    expect((await bench.state()).queue).toMatchObject([
      { id: 'one', status: 'done', attempt: 1, exitCode: 0 },
      { id: 'two', status: 'pending', attempt: 0 },
    ]);
  });

  test('keep what this version does not know', async () => {
    const bench = await makeOldState({ note: { by: 'somebody' } });
    await bench.setStatus('sync', progress);
    await bench.tick('12:00');
    expect((await bench.state()).jobs['sync']).toMatchObject({ note: { by: 'somebody' } });
  });

  test('can be read by it afterwards: the fields have their names, and times are in seconds', async () => {
    const bench = await makeOldState({ lastProgressAt: seconds('11:45:00') });
    await bench.setStatus('sync', { ...progress, progress: { a: 1, b: 3 } });
    await bench.tick('12:20');
    expect(await bench.state()).toMatchObject({
      version: 1,
      updatedAt: '2026-01-15T12:20:00.000Z',
      jobs: {
        sync: {
          lastSeen: { running: true, completed: false, progressKey: '{"a": 1, "b": 3}', stopReason: null },
          lastReportAt: seconds('12:20:00'),
          lastProgressKey: '{"a": 1, "b": 3}',
          lastProgressAt: seconds('12:20:00'),
        },
      },
    });
  });
});

test('--target is accepted, and says that the send command decides', async () => {
  const bench = await makeOldState();
  await bench.setStatus('sync', progress);
  const result = await bench.run('12:00', ['tick', '--target', '-100123']);
  expect(result.exitCode).toBe(0);
  expect(result.stderr).toContain('where reports go is decided by the send command');
});
