import { expect } from 'vitest';

import { reportText, type TestHome } from '../harness.ts';
import { type Broker, brokerReason, hasBroker, startBroker } from '../relay/broker.ts';
import { makeHost, makeHub, untilEmpty } from '../relay/homes.ts';
import { connectAs, publishAs } from '../relay/publishing.ts';
import { testIf } from '../testIf.ts';
import { expectRow, isFull, type Row } from './campaign.ts';
import { atCalls, canInject, type Effect, type Fault, type Faulted, runWithFault } from './injection.ts';
import { drainByHand, judgeEnd } from './judge.ts';

const test = testIf(
  canInject && hasBroker,
  `${brokerReason}; fault injection needs Linux, a C compiler as \`cc\` and its headers`,
);

/** The messages of one host in the stream, and an empty home to take them into. */
async function prepareHub(broker: Broker, round: number): Promise<{ hub: TestHome; names: string[] }> {
  const host = `h${round}`;
  const nc = await connectAs(host, broker);
  for (const id of ['r1', 'r2']) expect(await publishAs(host, nc, id)).toBe(true);
  await nc.close();
  return { hub: await makeHub(broker), names: ['r1', 'r2'].map((id) => `${id}_${host}.md`) };
}

/** What was not taken in is still there: the next pull has each report once, and the stream is empty. */
async function judgeHub(row: Row, hub: TestHome, names: readonly string[], where: string): Promise<void> {
  judgeEnd(row, await hub.run('relay', ['pull']), where, [0]);
  await untilEmpty(hub);
  const found = await hub.names('pending');
  row.demand(found.join() === names.join(), 'lost', () => `${where}: pending has ${found.join(', ')}`);
  const held = await hub.names('held');
  row.demand(held.length === 0, 'duplicates', () => `${where}: held has ${held.join(', ')}`);
}

for (const [name, effect, codes] of [
  ['relay-hub-killed', 'KILL', [0]],
  ['relay-hub-disk-full', 'ENOSPC', [0, 73, 74]],
  ['relay-hub-disk-broken', 'EIO', [0, 73, 74]],
] as const) {
  test(`a hub takes each report in once, whatever happens at a call on its home: ${effect}`, () =>
    expectRow(name, async (row) => {
      const broker = await startBroker();
      await (await makeHub(broker)).run('relay', ['pull']);
      const round = async (fault: Fault): Promise<Faulted> => {
        const { hub, names } = await prepareHub(broker, row.counts.rounds);
        const hit = await runWithFault(hub, fault, 'relay', ['pull']);
        const where = `${effect} at ${hit.hit}`;
        row.add('rounds');
        if (hit.hit !== undefined) row.add(effect === 'KILL' ? 'kills' : 'injections');
        judgeEnd(row, hit, where, codes);
        await judgeHub(row, hub, names, where);
        return hit;
      };
      const sample = isFull ? {} : { every: 11, offset: 3 };
      expect(await atCalls(effect as Effect, sample, round)).toBeGreaterThan(isFull ? 20 : 1);
    }));
}

test('a host that is killed anywhere on the way of a report has it at the hub once', () =>
  expectRow('relay-host-killed', async (row) => {
    const broker = await startBroker();
    const hub = await makeHub(broker);
    await hub.run('relay', ['pull']);
    const round = async (fault: Fault): Promise<Faulted> => {
      const name = `h${row.counts.rounds}`;
      const host = await makeHost(broker, name);
      await host.write('r1', reportText('r1'));
      const hit = await runWithFault(host, fault, 'watchdog', ['--all']);
      const where = `killed at ${hit.hit}`;
      row.add('rounds');
      if (hit.hit !== undefined) row.add('kills');
      judgeEnd(row, hit, where, [0, 75]);
      await drainByHand(host, 'owner-report-relay send');
      judgeEnd(row, await hub.run('relay', ['pull']), where, [0]);
      await untilEmpty(hub);
      const found = (await hub.names('pending')).filter((file) => file.endsWith(`_${name}.md`));
      row.demand(found.join() === `r1_${name}.md`, 'lost', () => `${where}: the hub has ${found.join(', ')}`);
      const held = await hub.names('held');
      row.demand(held.length === 0, 'duplicates', () => `${where}: held has ${held.join(', ')}`);
      return hit;
    };
    const sample = isFull ? {} : { every: 17, offset: 5 };
    expect(await atCalls('KILL', sample, round)).toBeGreaterThan(isFull ? 30 : 1);
  }));
