import { execa } from 'execa';
import { expect, onTestFinished } from 'vitest';

import { commandPath, type TestHome, until } from '../harness.ts';
import { brokerReason, hasBroker, startBroker } from '../relay/broker.ts';
import { makeHub, statusOf, untilEmpty } from '../relay/homes.ts';
import { publishAll } from '../relay/publishing.ts';
import { testIf } from '../testIf.ts';
import { expectRow, isFull, type Row } from './campaign.ts';

const size = isFull ? { hosts: 1000, reports: 20, kills: 5 } : { hosts: 20, reports: 5, kills: 2 };
/** Hosts that are connected at a time. */
const atOnce = 50;

testIf(hasBroker, brokerReason)('many hosts, one hub, and a broker that is killed on the way', () =>
  expectRow('relay-broker-killed', async (row) => {
    const broker = await startBroker();
    const hub = await makeHub(broker);
    // It makes the stream.
    await hub.run('relay', ['pull']);
    const taken = followHub(hub);
    await until('the hub', async () => (await statusOf(hub)).hub);
    const hosts = Array.from({ length: size.hosts }, (_, n) => `host-${n}`);
    const ids = Array.from({ length: size.reports }, (_, n) => `20261121T101${String(10_000 + n)}12Z-w`);
    const sent = { count: 0 };
    const started = performance.now();
    const publishing = forEach(hosts, (host) => publishAll(host, broker, ids, () => (sent.count += 1)));
    for (let kill = 1; kill <= size.kills; kill += 1) {
      const part = (kill * size.hosts * size.reports) / (size.kills + 1);
      await until('some more reports', () => sent.count >= part);
      await broker.kill();
      await broker.start();
      row.add('kills');
    }
    await publishing;
    await untilEmpty(hub);
    const seconds = (performance.now() - started) / 1000;
    row.add('rounds', size.hosts * size.reports);
    row.note(
      `${size.hosts} hosts, ${Math.round((size.hosts * size.reports) / seconds)} reports a second with the kills`,
    );
    judgeTaken(row, taken(), hosts, ids);
    const files = new Set(await hub.names('pending'));
    const missing = hosts.flatMap((host) => ids.map((id) => `${id}_${host}.md`)).filter((name) => !files.has(name));
    for (const name of missing) row.breach('lost', name);
    row.demand(files.size === size.hosts * size.reports, 'duplicates', () => `${files.size} files in pending/`);
    expect(await hub.names('held')).toEqual([]);
  }),
);

/** Starts a hub that follows. @returns ids that it has taken in so far, in the order in which it did */
function followHub(hub: TestHome): () => string[] {
  const child = execa(commandPath('relay'), ['pull', '--follow', '--json'], {
    reject: false,
    extendEnv: false,
    env: hub.environment(),
    buffer: false,
    stderr: 'ignore',
  });
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await child;
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return () =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { event: string; report_id: string })
      .filter(({ event }) => event === 'enqueued')
      .map(({ report_id: id }) => id);
}

/** Each report of each host was taken in once, in the order of its host. */
function judgeTaken(row: Row, taken: readonly string[], hosts: readonly string[], ids: readonly string[]): void {
  const byHost = new Map<string, string[]>();
  for (const name of taken) {
    const [, id = '', host = ''] = /^(.*)_([^_]*)$/.exec(name) ?? [];
    byHost.set(host, [...(byHost.get(host) ?? []), id]);
  }
  for (const host of hosts) {
    const found = byHost.get(host) ?? [];
    row.demand(new Set(found).size === found.length, 'duplicates', () => `${host}: ${found.join(', ')}`);
    row.demand(found.join() === ids.join(), 'other', () => `${host}: out of order, or not all: ${found.join(', ')}`);
  }
}

/** Does the work for each, some at a time. */
async function forEach<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const workers = Array.from({ length: atOnce }, async () => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await work(one);
  });
  await Promise.all(workers);
}
