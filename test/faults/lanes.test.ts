import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ResultPromise } from 'execa';
import { expect, test } from 'vitest';

import { countingSend, linesOf, start } from '../fixtures/send/gate.ts';
import { makeHome, reportText, type TestHome, until } from '../harness.ts';
import { expectRow, isFull, type Row } from './campaign.ts';
import { judgeDrained, judgeEnd } from './judge.ts';

const teams = ['dead', 'slow', 'quick'];
const [perLane, passes] = isFull ? [10, 100] : [3, 16];
const maxCount = 2;

test('three lanes, one of them dead and one slow, keep their order, lose nothing and starve none', () =>
  expectRow('lanes', async (row) => {
    const home = await makeHome();
    const ids = await writeLanes(home);
    await writeLanesConfig(home, true);
    // The slow lane stands before the quick one, and could use up each of these passes.
    for (let pass = 0; pass < passes; pass += 1) {
      row.add('rounds');
      await passOrDie(row, home, pass);
    }
    expect(row.counts.kills).toBeGreaterThan(0);
    await judgeMiddle(row, home);
    await writeLanesConfig(home, false);
    for (let pass = 0; pass < ids.length && (await home.names('pending')).length > 0; pass += 1)
      judgeEnd(row, await home.run('watchdog', ['--all']), 'a healthy pass', [0, 75]);
    await drainUnknown(home);
    await judgeDrained(row, home, ids, 'in the end');
    await judgeOrder(row, home);
  }));

/** What the send commands note when they begin. */
function triedOf(home: TestHome): string {
  return join(home.base, 'tried');
}

/** Reports of each lane in turns, oldest first; of the slow one more than all passes may send. */
async function writeLanes(home: TestHome): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < passes * maxCount; n += 1)
    for (const [index, team] of teams.entries()) {
      if (team !== 'slow' && n >= perLane) continue;
      const time = new Date(Date.UTC(2026, 10, 21, 10) + n * 1000 + index).toISOString().replace(/[-:.]/g, '');
      ids.push(`${time}-${team}`);
      await home.write(`${time}-${team}`, reportText(`${time}-${team}`, { team }));
    }
  return ids;
}

async function writeLanesConfig(home: TestHome, isDead: boolean): Promise<void> {
  const tried = `echo "$OWNER_REPORT_ID" >> '${triedOf(home)}'`;
  const routes = [
    {
      name: 'dead',
      match: { team: 'dead' },
      sendCommand: isDead ? `${tried}; exit 1` : `${tried}; ${countingSend(home)}`,
    },
    { name: 'slow', match: { team: 'slow' }, sendCommand: `${tried}; sleep 0.2; ${countingSend(home)}` },
  ];
  const config = { sendCommand: `${tried}; ${countingSend(home)}`, maxCount, routes };
  await writeFile(home.path('config.json'), JSON.stringify(config), { mode: 0o600 });
}

/** A pass, every fourth of which is killed: by turns when its first, second, … send has begun, if it comes so far. */
async function passOrDie(row: Row, home: TestHome, pass: number): Promise<void> {
  const child = start(home, 'watchdog', []);
  if (pass % 4 === 3) await killAtSend(row, home, child, 1 + (Math.floor(pass / 4) % (maxCount + 1)));
  const ended = await child;
  if (ended.signal !== 'SIGKILL') judgeEnd(row, ended, 'a pass', [0, 75]);
}

async function killAtSend(row: Row, home: TestHome, child: ResultPromise, nth: number): Promise<void> {
  const countTried = async () => (await linesOf(triedOf(home))).length;
  const before = await countTried();
  let hasEnded = false;
  void child.then(() => (hasEnded = true));
  await until('a send, or the end', async () => hasEnded || (await countTried()) >= before + nth);
  row.add('kills', Number(child.kill('SIGKILL')));
}

/** The dead lane has sent nothing and holds up no other. */
async function judgeMiddle(row: Row, home: TestHome): Promise<void> {
  const sent = await home.names('sent');
  const countOf = (team: string) => sent.filter((name) => name.endsWith(`-${team}.md`)).length;
  row.note(`sent beside the dead lane: ${countOf('slow')} slow, ${countOf('quick')} quick`);
  row.demand(countOf('dead') === 0, 'falselySent', () => 'a report of the dead lane is in sent/');
  for (const team of ['slow', 'quick']) row.demand(countOf(team) > 0, 'other', () => `${team}: starved`);
  const tried = await linesOf(triedOf(home));
  row.demand(
    tried.some((id) => id.endsWith('-dead')),
    'other',
    () => 'the dead lane was not tried',
  );
}

/** What a killed pass has left unknown is sent by hand, so that no backoff is waited for. */
async function drainUnknown(home: TestHome): Promise<void> {
  for (const name of await home.names('pending')) await home.run('driver', [name.slice(0, -'.md'.length)]);
}

/** Within its lane each report was sent for the first time behind all that are older. */
async function judgeOrder(row: Row, home: TestHome): Promise<void> {
  const first = [...new Set((await linesOf(join(home.base, 'sends'))).map((line) => line.split(' ')[0] ?? ''))];
  for (const team of teams) {
    const own = first.filter((id) => id.endsWith(`-${team}`));
    row.demand(own.join() === [...own].sort().join(), 'other', () => `${team}: order ${own.join()}`);
  }
}
