import { join } from 'node:path';

import { expect } from 'vitest';

import { countingSend, linesOf, saying, sendsOf } from '../fixtures/send/gate.ts';
import { makeHome, reportText } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { expectRow, isFull, type Row } from './campaign.ts';
import { atCalls, canInject, type Fault, type Faulted, runWithFault } from './injection.ts';
import { drainByHand, judgeDrained, judgeEnd, judgeSent } from './judge.ts';

interface Said {
  result: object;
  /** Whether the command has its effect before it says so. */
  hasEffect: boolean;
}

// Each of them with exit 0, which alone would say "sent".
const said: Record<string, Said> = {
  sent: { result: { outcome: 'sent', message_id: 'm1' }, hasEffect: true },
  failed: { result: { outcome: 'failed', retry_after_seconds: 3600 }, hasEffect: false },
  rejected: { result: { outcome: 'rejected' }, hasEffect: false },
  unknown: { result: { outcome: 'unknown' }, hasEffect: true },
};

for (const [word, { result, hasEffect }] of Object.entries(said)) {
  testIf(canInject, 'fault injection needs Linux, a C compiler as `cc` and its headers')(
    `a send command that said "${word}" is heard, wherever the delivery is killed`,
    () =>
      expectRow(`result-killed-${word}`, async (row) => {
        const sample = isFull ? {} : { every: 16, offset: 1 + word.length };
        const fired = await atCalls('KILL', sample, (fault) => killOnce(row, { word, result, hasEffect }, fault));
        expect(fired).toBeGreaterThan(isFull ? 30 : 1);
      }),
  );
}

async function killOnce(
  row: Row,
  { word, result, hasEffect }: Said & { word: string },
  fault: Fault,
): Promise<Faulted> {
  const home = await makeHome();
  await home.write('r1', reportText('r1'));
  const effect = hasEffect ? countingSend(home) : ':';
  const args = ['--send-cmd', `echo >> '${home.base}/tries'; ${effect}; ${saying(result)}`];
  const hit = await runWithFault(home, fault, 'watchdog', args);
  const where = `${word}, killed at ${hit.hit}`;
  row.add('rounds');
  if (hit.hit !== undefined) row.add('kills');
  judgeEnd(row, hit, where, [0, 65, 75]);
  // The next pass, as a schedule runs it: it may have to begin the send, and must not begin a second one.
  judgeEnd(row, await home.run('watchdog', args), where, [0, 65, 75]);
  await judgeSent(row, home, where);
  const isSent = (await home.names('sent')).length > 0;
  row.demand(word === 'sent' || !isSent, 'falselySent', () => where);
  // Only a shell that was killed itself may not have been heard.
  const isShell = / (?:sh|dash|bash) /.test(hit.hit ?? '');
  const tries = (await linesOf(join(home.base, 'tries'))).length;
  row.demand(tries <= 1 || isShell, 'duplicates', () => `${where}: ${tries} tries`);
  await drainByHand(home, countingSend(home));
  await judgeDrained(row, home, ['r1'], where);
  const sends = await sendsOf(home);
  const expected = word === 'unknown' ? 2 : 1;
  row.demand(sends.length === expected || isShell, 'duplicates', () => `${where}: ${sends.join('; ')}`);
  const needsFlag = word === 'unknown' || isShell;
  row.demand(needsFlag || sends.every((line) => line.endsWith(' 0')), 'other', () => `${where}: ${sends.join('; ')}`);
  return hit;
}
