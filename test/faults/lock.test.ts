import { mkdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { countingSend, isGroupThere, killGroup, linesOf, makeGate, sendsOf, start } from '../fixtures/send/gate.ts';
import { clockEnvironment, makeHome, reportText, until, type TestHome } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { expectRow, isFull, type Row } from './campaign.ts';
import { canInject, continueFrom, findHit, startWithFault, untilStopped } from './injection.ts';
import { drainByHand, judgeDrained, judgeEnd, judgeSent, writeReports } from './judge.ts';

testIf(canInject, 'fault injection needs Linux, a C compiler as `cc` and its headers')(
  'a pass suspended at any call, robbed of its lock and continued sends nothing a second time',
  () =>
    expectRow('lock-suspended', async (row) => {
      const every = isFull ? 1 : 7;
      for (const robber of ['ends', 'fails', 'works'] as const)
        for (let at = isFull ? 1 : 5; await suspendAt(row, at, robber); at += every);
      expect(row.counts.rounds).toBeGreaterThan(isFull ? 120 : 12);
    }),
);

/**
 * @param robber what becomes of the pass that takes the lock: its send ends well, is killed after it went out, or is
 * still at work when the suspended pass is continued
 * @returns whether there was such a call.
 */
async function suspendAt(row: Row, at: number, robber: 'ends' | 'fails' | 'works'): Promise<boolean> {
  const home = await makeHome();
  await home.write('r1', reportText('r1'));
  const args = ['--all', '--send-cmd', countingSend(home)];
  const suspended = startWithFault(home, { at, effect: 'STOP' }, 'watchdog', args);
  const hit = await untilStopped(suspended);
  if (hit === 'ended') return findHit(suspended.calls()) !== undefined;
  const where = `suspended at ${hit}, the robber ${robber}`;
  row.add('rounds');
  row.add('kills');
  await ageLock(home);
  const goOn = async () => {
    continueFrom(hit);
    judgeEnd(row, await suspended.child, `${where}, continued`, [0, 75]);
  };
  if (robber === 'works') {
    await continueDuringSend(row, home, where, goOn);
  } else {
    const send = robber === 'ends' ? countingSend(home) : `${countingSend(home)}; kill -KILL $$`;
    // Others take its lock and get as far as its attempt.
    for (let n = 0; n < (robber === 'ends' ? 2 : 1); n += 1)
      judgeEnd(row, await home.run('watchdog', ['--all', '--send-cmd', send]), where, [0, 75]);
    if (robber === 'ends') await judgeSent(row, home, where);
    await goOn();
  }
  await drainByHand(home, countingSend(home));
  await judgeDrained(row, home, ['r1'], where);
  const sends = await sendsOf(home);
  row.demand(robber === 'fails' || sends.length === 1, 'duplicates', () => `${where}: ${sends.join('; ')}`);
  return true;
}

async function continueDuringSend(row: Row, home: TestHome, where: string, goOn: () => Promise<void>): Promise<void> {
  const gate = await makeGate(home);
  const robber = start(home, 'watchdog', ['--all', '--send-cmd', gate.command]);
  let ended = false;
  void robber.then(() => (ended = true));
  // It sends nothing where the suspended pass has sent already.
  const isSending = await until('a send at the gate, or the end', async () => {
    const [group] = await linesOf(join(home.base, 'at-gate'));
    return ended ? 'ended' : group !== undefined && 'sending';
  });
  await goOn();
  if (isSending === 'sending') await gate.open();
  judgeEnd(row, await robber, where, [0, 75]);
}

// How old a lock has to be is told by test/project/lock.test.ts.
const [longAgo, farAhead] = [new Date('2020-01-01'), new Date('2100-01-01')];

test('watchdogs that find one stale lock all at once send every report once, in order', () =>
  expectRow('lock-race', async (row) => {
    for (let round = 0; round < (isFull ? 40 : 2); round += 1) {
      const home = await makeHome();
      const ids = await writeReports(home, 5);
      await leaveLock(home, round % 2 === 0 ? 'elsewhere' : 'torn', longAgo);
      const args = ['--all', '--send-cmd', countingSend(home)];
      const ends = await Promise.all(Array.from({ length: 8 }, () => home.run('watchdog', args)));
      for (const end of ends) judgeEnd(row, end, `round ${round}`, [0, 75]);
      row.add('rounds');
      await drainByHand(home, countingSend(home));
      await judgeDrained(row, home, ids, `round ${round}`);
      const sends = (await sendsOf(home)).map((line) => line.split(' ')[0]);
      row.demand(sends.join() === ids.join(), 'duplicates', () => `round ${round}: ${sends.join()}`);
    }
  }));

test('a lock with a time in the future blocks nobody for more than 60 s', () =>
  expectRow('lock-future', async (row) => {
    for (const kind of ['elsewhere', 'torn'] as const) {
      const home = await makeHome();
      await home.write('r1', reportText('r1'));
      await leaveLock(home, kind, farAhead);
      const args = ['--send-cmd', countingSend(home)];
      judgeEnd(row, await home.run('watchdog', args), kind, [0]);
      // The first look has made it as old as it is; 60 s later it is stale.
      const before = (await stat(home.path('lock'))).mtime;
      row.demand(before < farAhead, 'other', () => `${kind}: its time is still ${before.toISOString()}`);
      await ageLock(home);
      judgeEnd(row, await home.run('watchdog', args), kind, [0]);
      await judgeDrained(row, home, ['r1'], kind);
      row.add('rounds');
    }
  }));

test('a clock that steps during a send costs at most one flagged second send, and no wait beyond the docs', () =>
  expectRow('lock-clock', async (row) => {
    for (const step of Object.keys(steps)) {
      await stepDuringSend(row, step);
      await stepDuringBackoff(row, step);
    }
  }));

const steps: Record<string, number> = {
  '+2h': 7_200_000,
  '-2h': -7_200_000,
  '+400 days': 34_560_000_000,
  '-400 days': -34_560_000_000,
};

// The sender is at work, its pass has died, and the clock is set before the next pass looks.
async function stepDuringSend(row: Row, step: string): Promise<void> {
  const home = await makeHome();
  await home.write('r1', reportText('r1'));
  const gate = await makeGate(home);
  const first = start(home, 'watchdog', ['--send-cmd', gate.command]);
  const group = await gate.reached();
  first.kill('SIGKILL');
  await first;
  const where = `clock ${step} during a send`;
  judgeEnd(row, await runAt(home, step, ['--send-cmd', countingSend(home)]), where, [75]);
  row.add('rounds');
  row.demand((await sendsOf(home)).length === 0, 'duplicates', () => `${where}: overtaken`);
  // Its time is up by that clock, or cannot be told: either way it is stopped rather than waited for.
  row.demand(!(await isGroupThere(group)), 'other', () => `${where}: the sender was left to itself`);
  judgeEnd(row, await runAt(home, step, ['r1', '--send-cmd', countingSend(home)], 'driver'), where, [0]);
  await judgeDrained(row, home, ['r1'], where);
  row.demand((await sendsOf(home)).join() === 'r1 2 1', 'duplicates', () => where);
  killGroup(group);
}

// An outcome is unknown while the clock is wrong; then it is put right.
async function stepDuringBackoff(row: Row, step: string): Promise<void> {
  const home = await makeHome();
  await home.write('r1', reportText('r1'));
  judgeEnd(row, await runAt(home, step, ['--send-cmd', 'kill -KILL 0']), step, [75]);
  const record = JSON.parse(await readFile(home.path('attempts', 'r1.json'), 'utf8')) as { retryAt: string };
  const where = `clock ${step} during a backoff until ${record.retryAt}`;
  const pass = await home.run('watchdog', ['--send-cmd', countingSend(home)]);
  // With the right time it is due: it was in the past, or so far ahead that only a wrong clock can have said it.
  judgeEnd(row, pass, where, [0]);
  row.add('rounds');
  await judgeDrained(row, home, ['r1'], where);
}

function runAt(home: TestHome, step: string, args: string[], command: 'watchdog' | 'driver' = 'watchdog') {
  return home.run(command, args, { env: clockEnvironment({ shiftMs: steps[step] ?? 0 }) });
}

/** A lock of a holder that cannot be asked, of that time. */
async function leaveLock(home: TestHome, kind: 'elsewhere' | 'torn', time: Date): Promise<void> {
  const holder = { pid: 1, startTime: '1', bootId: 'b', host: 'elsewhere.example.org', since: '2026-01-01T00:00:00Z' };
  await mkdir(home.path('lock'), { recursive: true });
  await writeFile(home.path('lock', 'holder.json'), kind === 'torn' ? '{"pid":' : JSON.stringify(holder));
  await utimes(home.path('lock'), time, time);
}

async function ageLock(home: TestHome): Promise<void> {
  await utimes(home.path('lock'), longAgo, longAgo).catch(() => {});
}
