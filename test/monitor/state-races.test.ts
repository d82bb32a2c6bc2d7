import { rm, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';

import { expect } from 'vitest';

import { canInject, runWithFault, startWithFault, stepTo } from '../faults/injection.ts';
import { type Bench, makeBench } from '../fixtures/monitor/bench.ts';
import { approve, expectExit, makeWrite, verification, write } from '../fixtures/monitor/write.ts';
import { testIf } from '../testIf.ts';

const need = 'fault injection needs Linux, a C compiler as `cc` and its headers';

testIf(canInject, need)(
  'a command whose lock of the state was taken away and put back overwrites nothing that it has not read',
  async () => {
    const bench = await makeBench();
    await bench.configure([write, { ...write, id: 'a' }, { ...write, id: 'b' }, verification]);
    await expectExit(bench, '12:00', approve, 0);
    // It is about to give its lock back, and is robbed of it.
    const robbed = approveStepwise(bench, '12:01', 'a');
    expect(await stepTo(robbed, / rename \S*\.json\.lock\.\w+\.gone/)).not.toBe('ended');
    // Three minutes old at the time of the next one.
    const time = Date.parse('2026-01-15T12:00:00Z') / 1000;
    await utimes(`${bench.statePath}.lock`, time, time);
    const robber = approveStepwise(bench, '12:03', 'b');
    expect(await stepTo(robber, / open \S*\.json\.[0-9a-z]{12}\.new/)).not.toBe('ended');
    // Now it takes the lock of the robber, and sees that only when it has it.
    expect(await stepTo(robbed, / rename \S*\.json\.lock HIT$/)).not.toBe('ended');
    await expectExit(bench, '12:04', ['run', 'w'], 0);
    expect(await stepTo(robbed)).toBe('ended');
    expect(await stepTo(robber)).toBe('ended');
    expect((await robber.child).exitCode).toBe(75);
    await expectExit(bench, '12:05', ['run', 'w'], 77);
    expect(await bench.calls('w', 'run')).toBe(1);
    const { approvals, queue } = await bench.state();
    expect(Object.keys(approvals ?? {})).toEqual(['a']);
    expect(queue).toHaveLength(1);
  },
);

function approveStepwise(bench: Bench, time: string, id: string) {
  const args = ['approve', id, '--by', 'bob', '--reason', 'r', ...bench.files(['approve'])];
  const options = { dirs: [dirname(bench.statePath)], env: bench.environment(time) };
  return startWithFault(bench.home, { at: 'each', effect: 'STOP' }, 'monitor', args, options);
}

testIf(canInject, need)('a report is told only from a state that survives a power cut', async () => {
  const bench = await makeWrite();
  await expectExit(bench, '12:00', approve, 0);
  await expectExit(bench, '12:01', ['run', 'w'], 0);
  const [report] = await bench.pending();
  await rm(bench.home.path('pending', `${report?.id}.md`));
  await bench.writeState({ ...(await bench.state()), outbox: [{ id: report?.id, content: report?.text }] });
  const dirs = [dirname(bench.statePath), bench.home.dir];
  const args = ['tick', ...bench.files(['tick'])];
  const { calls } = await runWithFault(bench.home, { at: 0, effect: 'EIO' }, 'monitor', args, {
    dirs,
    env: bench.environment('12:01:30'),
  });
  const synced = calls.findIndex((line) => line.endsWith(` fsync ${dirname(bench.statePath)}`));
  const enqueued = calls.findIndex((line) => line.includes(' open ') && line.includes(`${bench.home.dir}/tmp/`));
  expect(synced).toBeGreaterThanOrEqual(0);
  expect(enqueued).toBeGreaterThan(synced);
});
