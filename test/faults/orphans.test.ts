import { readFile, rm, writeFile } from 'node:fs/promises';

import { test } from 'vitest';

import {
  claimOf,
  countingSend,
  killDuringSend,
  endGroup,
  makeGate,
  receipt,
  sendsOf,
  type Gate,
} from '../fixtures/send/gate.ts';
import { makeHome, reportText, until, type TestHome } from '../harness.ts';
import { expectRow, isFull, type Row } from './campaign.ts';
import { judgeDrained, judgeEnd } from './judge.ts';

interface Fate {
  /** What becomes of the sender, and of the record. */
  befall(home: TestHome, gate: Gate, group: number): void | Promise<void>;
  /** What the next pass does: 0 committed, 75 waits. */
  exitCode: number;
  /** All sends, once the report was delivered by hand where it had to be. */
  sends: string[];
}

const resentFlagged = ['r1 2 1'];

const fates: Record<string, Fate> = {
  finishes: {
    befall: async (home, gate) => {
      await gate.open();
      await receipt(home, 0);
    },
    exitCode: 0,
    sends: ['r1 1 0'],
  },
  'hangs past its deadline': {
    befall: (home) => editCurrent(home, { deadline: '2020-01-01T00:00:00.000Z' }),
    exitCode: 75,
    sends: resentFlagged,
  },
  'is killed': { befall: (_home, _gate, group) => endGroup(group), exitCode: 75, sends: resentFlagged },
  'is killed after its effect': {
    befall: async (home, gate, group) => {
      // The command hangs behind its effect: no receipt is written.
      await gate.open();
      await until('the effect', async () => (await sendsOf(home)).length === 1);
      await endGroup(group);
    },
    exitCode: 75,
    sends: ['r1 1 0', ...resentFlagged],
  },
  'is ended by a restart of the machine': {
    befall: async (home, _gate, group) => {
      await endGroup(group);
      await editCurrent(home, { bootId: 'another' });
    },
    exitCode: 75,
    sends: resentFlagged,
  },
  'is ended by a power cut that takes its claim': {
    befall: async (home, _gate, group) => {
      await endGroup(group);
      await rm(await claimOf(home));
      await editCurrent(home, { bootId: 'another' });
    },
    exitCode: 75,
    sends: resentFlagged,
  },
};

test('a sender whose driver died is committed, stopped or resent with the flag, whatever becomes of it', () =>
  expectRow('orphans', async (row) => {
    for (let round = 0; round < (isFull ? 10 : 1); round += 1)
      for (const [name, fate] of Object.entries(fates)) await orphan(row, name, fate);
  }));

async function orphan(row: Row, name: string, fate: Fate): Promise<void> {
  const home = await makeHome();
  await home.write('r1', reportText('r1'));
  const gate = await makeGate(home, name.includes('after its effect') ? 'sleep 1000' : ':');
  const group = await killDuringSend(home, gate, 'watchdog', []);
  row.add('rounds');
  row.add('kills');
  await fate.befall(home, gate, group);
  const args = ['--send-cmd', countingSend(home)];
  const pass = await home.run('watchdog', args);
  judgeEnd(row, pass, `the sender ${name}`, [fate.exitCode]);
  if (fate.exitCode !== 0) judgeEnd(row, await home.run('driver', ['r1', ...args]), `the sender ${name}, by hand`, [0]);
  await judgeDrained(row, home, ['r1'], `the sender ${name}`);
  const sends = await sendsOf(home);
  row.demand(sends.join() === fate.sends.join(), 'other', () => `the sender ${name}: ${sends.join('; ')}`);
}

async function editCurrent(home: TestHome, change: Record<string, string>): Promise<void> {
  const path = home.path('attempts', 'r1.json');
  const record = JSON.parse(await readFile(path, 'utf8')) as { current: object };
  await writeFile(path, JSON.stringify({ ...record, current: { ...record.current, ...change } }));
}
