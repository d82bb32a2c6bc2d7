import { expect } from 'vitest';

import { countingSend, sendsOf } from '../fixtures/send/gate.ts';
import { makeHome, reportText } from '../harness.ts';
import { isFull, type Row } from './campaign.ts';
import { atCalls, runWithFault, type Effect, type Fault, type Faulted } from './injection.ts';
import { drainByHand, judgeDrained, judgeEnd, judgeSent } from './judge.ts';

/**
 * One delivery for each effect and call, which is hit there, then passes by hand until it is done.
 * @param every in `npm test`, only each so many-th call.
 */
export async function deliverAtCalls(row: Row, effects: readonly Effect[], every: number): Promise<void> {
  for (const [index, effect] of effects.entries()) {
    const sample = isFull ? {} : { every, offset: 1 + ((index * 5) % every) };
    const fired = await atCalls(effect, sample, (fault) => deliverOnce(row, fault));
    expect(fired).toBeGreaterThan(isFull ? 30 : 2);
  }
}

async function deliverOnce(row: Row, fault: Fault): Promise<Faulted> {
  const home = await makeHome();
  await home.write('r1', reportText('r1'));
  const hit = await runWithFault(home, fault, 'watchdog', ['--send-cmd', countingSend(home)]);
  const where = `${fault.effect} at ${hit.hit}`;
  row.add('rounds');
  if (hit.hit !== undefined) row.add(fault.effect === 'KILL' ? 'kills' : 'injections');
  judgeEnd(row, hit, where, [0, 73, 74, 75]);
  await judgeSent(row, home, where);
  await drainByHand(home, countingSend(home));
  await judgeDrained(row, home, ['r1'], where);
  // Only the death of the sender itself, between the effect and its receipt, excuses a second send.
  const isSender = / (?:sh|dash|bash) /.test(hit.hit ?? '') && fault.effect === 'KILL';
  const sends = await sendsOf(home);
  row.demand(sends.length === 1 || isSender, 'duplicates', () => `${where}: ${sends.join('; ')}`);
  return hit;
}
