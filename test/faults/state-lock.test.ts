import { utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { expect } from 'vitest';

import { type Bench, makeBench } from '../fixtures/monitor/bench.ts';
import { approve, expectExit, verification, write } from '../fixtures/monitor/write.ts';
import { testIf } from '../testIf.ts';
import { expectRow, isFull, type Row } from './campaign.ts';
import { canInject, continueFrom, findHit, startWithFault, untilStopped } from './injection.ts';
import { judgeEnd } from './judge.ts';

testIf(canInject, 'fault injection needs Linux, a C compiler as `cc` and its headers')(
  'a command suspended at any call and robbed of the lock of the state overwrites nothing',
  () =>
    expectRow('state-lock-robbed', async (row) => {
      for (let at = isFull ? 1 : 2; await robAt(row, at); at += isFull ? 1 : 4);
      expect(row.counts.rounds).toBeGreaterThan(isFull ? 12 : 3);
    }),
);

// While an approval of another write stands still, this one is run and uses up its own: that may not come back.
async function robAt(row: Row, at: number): Promise<boolean> {
  const bench = await makeBench();
  await bench.configure([write, { ...write, id: 'other' }, verification]);
  await expectExit(bench, '12:00', approve, 0);
  const args = ['approve', 'other', '--by', 'bob', '--reason', 'r', ...bench.files(['approve'])];
  const options = { dirs: [dirname(bench.statePath)], env: bench.environment('12:01') };
  const suspended = startWithFault(bench.home, { at, effect: 'STOP' }, 'monitor', args, options);
  const hit = await untilStopped(suspended);
  if (hit === 'ended') return findHit(suspended.calls()) !== undefined;
  const where = `suspended at ${hit}`;
  row.add('rounds');
  row.add('kills');
  await ageLock(bench);
  judgeEnd(row, await bench.run('12:02', ['run', 'w']), where, [0]);
  continueFrom(hit);
  const end = await suspended.child;
  judgeEnd(row, end, `${where}, continued`, [0, 75]);
  judgeEnd(row, await bench.run('12:03', ['run', 'w']), `${where}, run again`, [77]);
  const runs = await bench.calls('w', 'run');
  row.demand(runs === 1, 'duplicates', () => `${where}: one approval, ${runs} runs`);
  const { approvals, queue } = await bench.state();
  row.demand(queue?.length === 1, 'lost', () => `${where}: the verification that was queued meanwhile`);
  row.demand((approvals?.['other'] !== undefined) === (end.exitCode === 0), 'lost', () => `${where}: the approval`);
  return true;
}

async function ageLock(bench: Bench): Promise<void> {
  // Two minutes old at the time of the next command.
  const time = Date.parse('2026-01-15T12:00:00Z') / 1000;
  await utimes(join(dirname(bench.statePath), 'ops-monitor.json.lock'), time, time).catch(() => {});
}
