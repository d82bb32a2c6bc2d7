import { join } from 'node:path';

import { test } from 'vitest';

import { countingSend, linesOf, sendsOf, start } from '../fixtures/send/gate.ts';
import { makeHome, reportText, until, type TestHome } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { timeOf } from '../timeOf.ts';
import { expectRow, isFull, type Row } from './campaign.ts';
import { deliverAtCalls } from './deliverAtCalls.ts';
import { canInject } from './injection.ts';
import { drainByHand, judgeDrained, judgeSent } from './judge.ts';

testIf(canInject, 'fault injection needs Linux, a C compiler as `cc` and its headers')(
  'a delivery killed at any call sends once, and a second time only with the flag if its sender died',
  () => expectRow('deliver-killed', (row) => deliverAtCalls(row, ['KILL'], 4)),
);

test('a delivery killed at any time of a slow send sends exactly once', () =>
  expectRow('deliver-killed-anytime', async (row) => {
    const rounds = isFull ? 200 : 8;
    let usualMs = await timeOf(sendSlowly);
    for (let round = 0; round < rounds; round += 1) {
      if (round % 20 === 19) usualMs = await timeOf(sendSlowly);
      await killAtRandom(row, round, usualMs);
    }
  }));

async function sendSlowly(): Promise<void> {
  const home = await makeHome();
  await home.write('r1', reportText('r1'));
  await start(home, 'watchdog', ['--send-cmd', await slowSend(home)]);
}

async function killAtRandom(row: Row, round: number, usualMs: number): Promise<void> {
  const home = await makeHome();
  await home.write('r1', reportText('r1'));
  const slow = await slowSend(home);
  const child = start(home, 'watchdog', ['--send-cmd', slow]);
  // Anywhere between the start of the command and its end.
  const killer = setTimeout(() => child.kill('SIGKILL'), Math.random() * usualMs);
  const ended = await child;
  clearTimeout(killer);
  row.add('rounds');
  if (ended.signal === 'SIGKILL') row.add('kills');
  const where = `round ${round}`;
  await judgeSent(row, home, where);
  // A sender that was left behind goes on to its receipt.
  await until('the sender to end', async () => {
    const [began, over] = [await linesOf(join(home.base, 'began')), await linesOf(join(home.base, 'over'))];
    return began.length === over.length;
  });
  await drainByHand(home, slow);
  await judgeDrained(row, home, ['r1'], where);
  const sends = await sendsOf(home);
  row.demand(sends.length === 1, 'duplicates', () => `${where}: ${sends.join('; ')}`);
}

function slowSend(home: TestHome): Promise<string> {
  return home.script(
    'slow',
    `echo >> '${home.base}/began'; sleep 0.15; ${countingSend(home)}; echo >> '${home.base}/over'`,
  );
}
