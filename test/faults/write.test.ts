import { dirname, join } from 'node:path';

import { expect } from 'vitest';

import type { Bench } from '../fixtures/monitor/bench.ts';
import { approve, expectExit, makeWrite } from '../fixtures/monitor/write.ts';
import { linesOf } from '../fixtures/send/gate.ts';
import { until } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { expectRow, isFull, type Row } from './campaign.ts';
import { atCalls, canInject, runWithFault, type Effect, type Fault, type Faulted } from './injection.ts';
import { judgeEnd } from './judge.ts';

const effects: Effect[] = ['KILL', 'ENOSPC', 'EIO'];

testIf(canInject, 'fault injection needs Linux, a C compiler as `cc` and its headers')(
  'an approved write hit at any call on the state is run once or not at all, never cut, always told and verified',
  () =>
    expectRow('write-hit', async (row) => {
      for (const [index, effect] of effects.entries()) {
        const sample = isFull ? {} : { every: 9, offset: 2 + index * 3 };
        const fired = await atCalls(effect, sample, (fault) => runAt(row, fault));
        expect(fired).toBeGreaterThan(isFull ? 20 : 1);
      }
    }),
);

async function runAt(row: Row, fault: Fault): Promise<Faulted> {
  const log = '"$(dirname "$0")/log"';
  const bench = await makeWrite();
  const program = await bench.home.script(
    'write',
    `mkdir busy || echo two at once >> ${log}; echo begun >> ${log}; rmdir busy; echo ended >> ${log}`,
  );
  const commands = { run: [program] };
  await bench.configure([
    { id: 'w', kind: 'one_shot_write', risk: 'write_local', after: [{ jobId: 'v' }], commands },
    { id: 'v', kind: 'one_shot_read' },
  ]);
  await expectExit(bench, '12:00', approve, 0);
  const args = ['run', 'w', ...bench.files(['run'])];
  const options = { dirs: [dirname(bench.statePath)], env: bench.environment('12:01') };
  const hit = await runWithFault(bench.home, fault, 'monitor', args, options);
  const where = `${fault.effect} at ${hit.hit}`;
  row.add('rounds');
  if (hit.hit !== undefined) row.add(fault.effect === 'KILL' ? 'kills' : 'injections');
  judgeEnd(row, hit, where, [0, 73, 74, 75]);
  await judgeStory(row, bench, where);
  return hit;
}

async function judgeStory(row: Row, bench: Bench, where: string): Promise<void> {
  const log = join(bench.base, 'log');
  const count = async (word: string) => (await linesOf(log)).filter((line) => line === word).length;
  // A monitor that was killed may leave the write at work for a moment.
  await until('the end of the write', async () => (await count('begun')) === (await count('ended')));
  for (const time of ['12:02', '12:04']) judgeEnd(row, await bench.run(time, ['tick']), `${where}, tick`, [0]);
  const [begun, verified] = [await count('begun'), await bench.calls('v', 'run')];
  const told = (await bench.pending()).filter(({ body }) => body.includes('(w, one_shot_write)')).length;
  row.demand(begun <= 1 && (await count('two at once')) === 0, 'duplicates', () => `${where}: begun ${begun} times`);
  row.demand(begun === 0 || told === 1, told > 1 ? 'duplicates' : 'lost', () => `${where}: told ${told} times`);
  row.demand(begun === 0 || verified === 1, 'lost', () => `${where}: verified ${verified} times`);
  const isKept = (await bench.state()).approvals?.['w'] !== undefined;
  row.demand(!isKept || begun === 0, 'duplicates', () => `${where}: its approval was kept`);
  judgeEnd(row, await bench.run('12:05', ['run', 'w']), `${where}, again`, [isKept ? 0 : 77]);
  const events = (await bench.audit()).map(({ event, run_id }) => `${String(event)} ${String(run_id)}`);
  const kinds = events.filter((event) => !event.startsWith('refused'));
  row.demand(new Set(kinds).size === kinds.length, 'duplicates', () => `${where}: logged twice: ${kinds.join(', ')}`);
}
