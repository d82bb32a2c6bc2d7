import { dirname } from 'node:path';

import { expect } from 'vitest';

import { makeBench, running, type Bench } from '../fixtures/monitor/bench.ts';
import { testIf } from '../testIf.ts';
import { expectRow, isFull, type Row } from './campaign.ts';
import { atCalls, canInject, runWithFault, type Effect, type Fault, type Faulted } from './injection.ts';
import { judgeEnd } from './judge.ts';

const effects: Effect[] = ['KILL', 'ENOSPC', 'EIO', 'EACCES'];
/** What is to be told once each. */
const news = ['stopReason=killed', 'status: completed'];

testIf(canInject, 'fault injection needs Linux, a C compiler as `cc` and its headers')(
  'a tick hit at any call on state and home loses no alert and repeats none',
  () =>
    expectRow('tick-killed', async (row) => {
      for (const [index, effect] of effects.entries()) {
        const sample = isFull ? {} : { every: 12, offset: 2 + index * 3 };
        const fired = await atCalls(effect, sample, (fault) => tickWith(row, fault));
        expect(fired).toBeGreaterThan(isFull ? 20 : 1);
      }
    }),
);

async function tickWith(row: Row, fault: Fault): Promise<Faulted> {
  const bench = await makeBench();
  await bench.configure([{ id: 'alert' }, { id: 'runs' }, { id: 'ends' }]);
  await bench.setStatus('alert', running(1));
  await bench.setStatus('runs', running(7));
  await bench.setStatus('ends', running(1));
  // A first tick has made the places, so that the calls of the second one are those of each minute.
  await bench.run('12:00', ['tick']);
  await bench.setStatus('alert', { stopReason: 'killed' });
  await bench.setStatus('ends', { completed: true });
  const before = await textOf(bench);
  const args = ['tick', ...bench.files(['tick'])];
  const hit = await runWithFault(bench.home, fault, 'monitor', args, {
    dirs: [bench.home.dir, dirname(bench.statePath)],
    env: bench.environment('12:01'),
  });
  const where = `${fault.effect} at ${hit.hit}`;
  row.add('rounds');
  if (hit.hit !== undefined) row.add(fault.effect === 'KILL' ? 'kills' : 'injections');
  judgeEnd(row, hit, where, [0, 73, 74, 75]);
  for (const time of ['12:01:10', '12:01:20'])
    judgeEnd(row, await bench.run(time, ['tick']), `${where}, next tick`, [0]);
  const told = (await textOf(bench)).slice(before.length);
  for (const text of news) {
    const times = told.split(text).length - 1;
    row.demand(times > 0, 'lost', () => `${where}: ${text}`);
    row.demand(times <= 1, 'duplicates', () => `${where}: ${times} times ${text}`);
  }
  return hit;
}

async function textOf(bench: Bench): Promise<string> {
  return (await bench.pending()).map(({ body }) => body).join('\n');
}
