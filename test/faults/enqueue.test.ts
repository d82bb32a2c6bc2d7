import { expect } from 'vitest';

import { makeHome } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { expectRow, isFull } from './campaign.ts';
import { atCalls, canInject, runWithFault, type Effect } from './injection.ts';
import { judgeEnd, judgeVisible } from './judge.ts';

const fields = ['--team', 't', '--worker', 'w', '--task-id', 'job', '--status', 'normal', '--done', 'x'];
const args = [...fields, '--report-id', 'r1'];
const effects: Effect[] = ['KILL', 'ENOSPC', 'EIO', 'EACCES'];

testIf(canInject, 'fault injection needs Linux, a C compiler as `cc` and its headers')(
  'a producer hit at any call leaves nothing half-written, and a retry leaves exactly one report',
  () =>
    expectRow('enqueue', async (row) => {
      for (const [index, effect] of effects.entries()) {
        const sample = isFull ? {} : { every: 5, offset: index + 1 };
        const fired = await atCalls(effect, sample, async (fault) => {
          const home = await makeHome();
          const hit = await runWithFault(home, fault, 'producer', args);
          const where = `${effect} at ${hit.hit}`;
          row.add('rounds');
          if (hit.hit !== undefined) row.add(effect === 'KILL' ? 'kills' : 'injections');
          judgeEnd(row, hit, where, [0, 73, 74]);
          await judgeVisible(row, home, where);
          if (hit.exitCode === 0) row.demand((await home.names('pending')).length === 1, 'lost', () => where);
          const retry = await home.run('producer', args);
          row.demand(retry.exitCode === 0, 'other', () => `${where}: retry: ${String(retry.stderr)}`);
          row.demand((await home.names('pending')).join() === 'r1.md', 'lost', () => `${where}: after the retry`);
          await judgeVisible(row, home, where);
          return hit;
        });
        expect(fired).toBeGreaterThanOrEqual(isFull ? 16 : 3);
      }
    }),
);
