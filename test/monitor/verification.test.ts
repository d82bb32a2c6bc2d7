import { hostname } from 'node:os';

import { expect, test } from 'vitest';

import type { Bench } from '../fixtures/monitor/bench.ts';
import { approve, expectExit, makeWrite, verification, write } from '../fixtures/monitor/write.ts';

test.each([
  ['has a fault', { ...verification, risk: 'readonly' }, 'its entry in the config cannot be used'],
  ['is not there', { ...verification, id: 'renamed' }, 'no such job is configured'],
  ['became a write', { ...write, id: 'v', after: [{ jobId: 'x' }] }, 'a write never runs by itself'],
  ['became risky', { ...verification, risk: 'write_local' }, 'its risk is write_local'],
])(
  'a verification whose job %s is told with the write, waits, and is run once that is mended',
  async (_what, v, reason) => {
    const bench = await makeWrite();
    await expectExit(bench, '12:00', approve, 0);
    await expectExit(bench, '12:01', ['run', 'w'], 0);
    await bench.configure([write, v, { ...verification, id: 'x' }]);
    const body = await bench.tick('12:03');
    expect(body).toContain(`ACTION REQUIRED: ${reason}`);
    expect(body).toContain('verification of w waits for that');
    expect(await bench.tick('12:04')).not.toContain('verification of w');
    expect(await bench.tick('12:40')).toContain('verification of w waits for that');
    await bench.configure([write, verification]);
    expect(await bench.tick('12:41')).toContain('verification of w passed');
    expect(await bench.calls('v', 'run')).toBe(1);
  },
);

test('a long verification that is under way waits, too, while its job cannot be used', async () => {
  const long = { id: 'v', enabled: false };
  const bench: Bench = await makeWrite();
  await bench.configure([write, long]);
  await bench.setStatus('v', {});
  await expectExit(bench, '12:00', approve, 0);
  await expectExit(bench, '12:01', ['run', 'w'], 0);
  await bench.tick('12:03');
  await bench.configure([write, { ...long, risk: 'readonly' }]);
  expect(await bench.tick('12:04')).toContain('verification of w waits for that');
  await bench.setStatus('v', { completed: true });
  await bench.configure([write, long]);
  expect(await bench.tick('12:05')).toContain('verification of w passed');
});

/** A write that was begun, and whose monitor died with this machine. */
const dead = {
  runId: 'r',
  startedAt: '2026-01-15T11:00:00.000Z',
  pid: 99_999,
  startTime: '1',
  bootId: 'before',
  host: hostname(),
};

test.each([
  ['its verification', [write, { ...verification, risk: 'readonly' }], 'verification of w waits for that'],
  ['the write itself', [{ ...write, risk: 'local' }, verification], 'verification of w passed'],
])('a write that nobody saw end is verified though the entry of %s has a fault then', async (_what, jobs, then) => {
  const bench = await makeWrite();
  await bench.writeState({ version: 1, writes: { w: dead } });
  await bench.configure(jobs);
  expect(await bench.tick('12:00')).toContain('message: verification v queued for 12:01:00');
  expect(await bench.tick('12:02')).toContain(then);
  await bench.configure([write, verification]);
  await bench.tick('12:03');
  expect(await bench.audit()).toMatchObject([
    { event: 'unknown', job: 'w' },
    { event: 'verified', job: 'w', by_job: 'v', passed: true },
  ]);
});

test('a second verification whose entry has a fault when the write is run is not dropped', async () => {
  const after = [...write.after, { jobId: 'x' }];
  const bench = await makeWrite();
  await bench.configure([{ ...write, after }, verification, { ...verification, id: 'x', risk: 'readonly' }]);
  await expectExit(bench, '12:00', approve, 0);
  await expectExit(bench, '12:01', ['run', 'w'], 0);
  expect(await bench.tick('12:02')).toContain('verification of w waits for that');
  await bench.configure([{ ...write, after }, verification, { ...verification, id: 'x' }]);
  await bench.tick('12:04');
  const verified = (await bench.audit()).filter(({ event }) => event === 'verified');
  expect(verified.map(({ by_job }) => by_job).sort()).toEqual(['v', 'x']);
});

test('a long verification that is enabled, too, is one job of the tick that sees its end', async () => {
  const bench = await makeWrite({ after: [{ jobId: 'v' }] });
  await bench.configure([{ ...write, after: [{ jobId: 'v' }] }, { id: 'v' }]);
  await bench.setStatus('v', {});
  await expectExit(bench, '12:00', approve, 0);
  await expectExit(bench, '12:01', ['run', 'w'], 0);
  await bench.tick('12:02');
  await bench.setStatus('v', { completed: true });
  expect(await expectExit(bench, '12:03', ['tick'], 0)).toMatch(/^reported 1 job: \S+-v-\w+\n$/);
});

test.each([
  ['has', { completed: true }, 'completed, level alert'],
  ['has not', {}, 'it stands still and raises an alert'],
])(
  'a long verification that raises an alert has failed, and its report says that it %s ended',
  async (_how, end, what) => {
    const bench = await makeWrite();
    await bench.configure([write, { id: 'v', enabled: false }]);
    await bench.setStatus('v', {});
    await expectExit(bench, '12:00', approve, 0);
    await expectExit(bench, '12:01', ['run', 'w'], 0);
    await bench.tick('12:03');
    await bench.setStatus('v', { ...end, level: 'alert' });
    const body = await bench.tick('12:04');
    expect(body).toContain(`- status: ${what}\n- ACTION REQUIRED: verification of w failed\n`);
  },
);
