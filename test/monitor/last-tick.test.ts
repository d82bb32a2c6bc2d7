import { readFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { type Bench, makeBench, running } from '../fixtures/monitor/bench.ts';

interface Note {
  at: string;
  exit_code: number;
  error?: string;
  jobs?: Record<string, unknown>[];
}

async function readNote(bench: Bench): Promise<Note> {
  return JSON.parse(await readFile(bench.home.path('last-tick.json'), 'utf8')) as Note;
}

async function standing(bench: Bench, job: string): Promise<Record<string, unknown> | undefined> {
  return (await readNote(bench)).jobs?.find((one) => one['job'] === job);
}

test('each tick leaves when it ended, and how its jobs stand', async () => {
  const bench = await makeBench();
  await bench.configure([
    { id: 'scan', name: 'The scan', policy: { stallSeconds: 600 } },
    { id: 'off', enabled: false },
    { id: 'odd', kind: 'no such kind' },
  ]);
  await bench.setStatus('scan', { ...running(3), message: 'TOKEN=abcdefgh12345678' });
  await bench.tick('12:00');
  expect(await readNote(bench)).toMatchObject({
    schemaVersion: 1,
    at: expect.stringContaining('T12:00:'),
    exit_code: 0,
  });
  expect(await standing(bench, 'scan')).toMatchObject({
    name: 'The scan',
    state: 'running',
    progress: expect.stringContaining('=3'),
    message: expect.not.stringContaining('abcdefgh'),
    progress_at: expect.stringContaining('T12:00:'),
    stall_seconds: 600,
  });
  expect(await standing(bench, 'off')).toMatchObject({ state: 'disabled' });
  expect(await standing(bench, 'odd')).toMatchObject({ state: 'invalid', message: expect.stringContaining('kind') });
  await bench.tick('12:20');
  expect(await standing(bench, 'scan')).toMatchObject({
    state: 'stalled',
    progress_at: expect.stringContaining('T12:00:'),
  });
  await bench.setOutput('scan', 'status', 'no JSON');
  await bench.tick('12:21');
  expect(await standing(bench, 'scan')).toMatchObject({
    state: 'unknown',
    message: expect.stringContaining('no JSON'),
  });
  await bench.setStatus('scan', { completed: true });
  await bench.tick('12:22');
  expect(await standing(bench, 'scan')).toMatchObject({ state: 'completed' });
});

test('jobs that are run stand as their last run ended, and a write that waits for its approval with what to type', async () => {
  const bench = await makeBench();
  await bench.configure([
    { id: 'idle', kind: 'one_shot_read' },
    { id: 'check', kind: 'one_shot_read', schedule: { everySeconds: 60 } },
    { id: 'move', kind: 'one_shot_write', after: [{ jobId: 'check' }] },
  ]);
  await bench.setOutput('check', 'run', 'bad', 3);
  await bench.run('12:00', ['run', 'move']);
  await bench.tick('12:02');
  expect(await standing(bench, 'idle')).toMatchObject({ state: 'unseen', last_run_at: null, last_exit_code: null });
  expect(await standing(bench, 'check')).toMatchObject({
    state: 'failed',
    last_exit_code: 3,
    last_run_at: expect.stringContaining('T12:02:'),
  });
  const blocked = await standing(bench, 'move');
  expect(blocked).toMatchObject({ state: 'blocked', message: 'nobody has approved it' });
  expect(blocked?.['approve']).toMatch(/^owner-report-monitor approve move --by WHO --reason WHY /);
  expect((await bench.run('12:03', ['approve', 'move', '--by', 'me', '--reason', 'because'])).exitCode).toBe(0);
  await bench.tick('12:03');
  expect(await standing(bench, 'move')).toMatchObject({ state: 'unseen', approve: null });
  expect((await bench.run('12:04', ['run', 'move'])).exitCode).toBe(0);
  await bench.tick('12:05');
  expect(await standing(bench, 'move')).toMatchObject({ state: 'passed', approve: null, last_exit_code: 0 });
});

test('a tick that a fault of the whole file ends says so; one that only prints leaves no word', async () => {
  const bench = await makeBench();
  await bench.configure([{ id: 'scan' }]);
  await bench.setStatus('scan', running(1));
  await bench.tick('12:00');
  const before = await readNote(bench);
  await bench.run('12:01', ['tick', '--print-only']);
  expect(await readNote(bench)).toEqual(before);
  await bench.writeConfig('{');
  expect((await bench.run('12:02', ['tick'])).exitCode).toBe(78);
  expect(await readNote(bench)).toMatchObject({
    at: expect.stringContaining('T12:02:'),
    exit_code: 78,
    error: expect.stringContaining('ops-jobs.json'),
  });
});
