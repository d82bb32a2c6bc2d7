import { readFile, rm } from 'node:fs/promises';

import { headers, type NatsConnection } from '@nats-io/transport-node';
import { expect } from 'vitest';

import { composeRelayMessage, type RelayMessage } from '../../packages/relay/src/message/relayMessage.ts';
import { start, suspend } from '../fixtures/send/gate.ts';
import { reportText, type TestHome, until } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { type Broker, brokerReason, connectTo, hasBroker, startBroker } from './broker.ts';
import { drain, makeHomeWith, makeHost, makeHub, statusOf, textOf, untilEmpty } from './homes.ts';

const test = testIf(hasBroker, brokerReason);

/** Publishes as a host would, but for what is changed. */
async function publish(nc: NatsConnection, id: string, changed: Partial<RelayMessage> = {}): Promise<void> {
  const bytes = Buffer.from(reportText(id));
  const message = { ...composeRelayMessage('db1', { id, bytes, queuedMs: 0 }, 'OWNER_REPORTS'), ...changed };
  const all = headers();
  for (const [name, value] of Object.entries(message.headers)) all.set(name, value);
  const answer = await nc.request(message.subject, message.payload, { headers: all, timeout: 60_000 });
  expect(answer.json()).toMatchObject({ stream: 'OWNER_REPORTS' });
}

async function startHub(): Promise<{ broker: Broker; hub: TestHome; nc: NatsConnection }> {
  const broker = await startBroker();
  const hub = await makeHub(broker);
  expect(await hub.run('relay', ['pull'])).toMatchObject({ exitCode: 0 });
  return { broker, hub, nc: await connectTo(broker) };
}

const plain = composeRelayMessage('db1', { id: 'r1', bytes: new Uint8Array(), queuedMs: 0 }, 'OWNER_REPORTS');

for (const [what, changed, reason] of [
  ['bytes that are no report', { payload: Buffer.from([0xff, 0xfe, 0]) }, 'is not a valid'],
  ['nothing', { payload: new Uint8Array() }, 'expected the first line'],
  [
    'a newer form',
    { headers: { ...plain.headers, 'Owner-Report-Schema': '2' } },
    'of a newer version: upgrade the hub',
  ],
  ['no headers', { headers: {} }, 'expected Owner-Report-Schema 1'],
  ['the id of another', { headers: { ...plain.headers, 'Owner-Report-Id': 'r2' } }, 'to equal the file name'],
  ['an id that is a path', { headers: { ...plain.headers, 'Owner-Report-Id': '../r1' } }, 'expected a report id'],
  ['a host that is none', { subject: 'owner.reports.DB_1' }, 'expected the name of a host'],
] as const) {
  test(`a message that cannot be read goes to held/, and blocks nobody: ${what}`, async () => {
    const { hub, nc } = await startHub();
    await publish(nc, 'r1', changed);
    await publish(nc, 'r3');
    const pulled = await hub.run('relay', ['pull']);
    expect(pulled).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('1 taken in, 0 were there already, 1 held'),
    });
    await untilEmpty(hub);
    expect(await hub.names('pending')).toEqual(['r3_db1.md']);
    const [name = ''] = await hub.names('held');
    expect(name).toMatch(/^relay-db-?1-[0-9a-f]{32}\.md$/);
    const expected = 'payload' in changed ? Buffer.from(changed.payload) : Buffer.from(reportText('r1'));
    expect(await readFile(hub.path('held', name))).toEqual(expected);
    expect(await hub.deliveries()).toMatchObject([{ event: 'held', report_id: name.slice(0, -3) }]);
    expect(pulled.stderr).toContain(name);
    if (reason !== 'is not a valid') expect(pulled.stderr).toContain(reason);
  });
}

test('the hub believes the subject, which the broker has checked, and no header', async () => {
  const { hub, nc } = await startHub();
  await publish(nc, 'r1', { subject: 'owner.reports.db2' });
  expect(await hub.run('relay', ['pull'])).toMatchObject({ exitCode: 0 });
  expect(await hub.names('pending')).toEqual(['r1_db2.md']);
});

test('a time that cannot be is passed over', async () => {
  const { hub, nc } = await startHub();
  for (const [id, queued] of [
    ['r1', 'yesterday'],
    ['r2', '+200000-01-01T00:00:00Z'],
    ['r3', ''],
  ] as const)
    await publish(nc, id, {
      headers: { ...plain.headers, 'Nats-Msg-Id': id, 'Owner-Report-Id': id, 'Owner-Report-Queued': queued },
    });
  expect(await hub.run('relay', ['pull'])).toMatchObject({ exitCode: 0 });
  expect(await hub.names('pending')).toHaveLength(3);
});

test('the same id from two hosts is two reports; other content under a used id is held', async () => {
  const { broker, hub } = await startHub();
  for (const name of ['db1', 'db2']) {
    const host = await makeHost(broker, name);
    await host.write('r1', reportText('r1', {}, `from ${name}\n`));
    await drain(host);
  }
  const again = await makeHost(broker, 'db1');
  await again.write('r1', reportText('r1', {}, 'another\n'));
  await drain(again);
  expect(await hub.run('relay', ['pull'])).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining('other content'),
  });
  await untilEmpty(hub);
  expect(await hub.names('pending')).toEqual(['r1_db1.md', 'r1_db2.md']);
  expect(await textOf(hub, 'pending', 'r1_db1')).toContain('from db1');
  expect(await textOf(hub, 'held', 'r1_db1')).toContain('another');
});

test('a long id stays one, and reports stay apart by it', async () => {
  const { broker, hub } = await startHub();
  const ids = ['a', 'b'].map((end) => `${'x'.repeat(127)}${end}`);
  const host = await makeHost(broker, 'a-host-with-32-characters-in-all');
  for (const id of ids) await host.write(id, reportText(id));
  expect(await drain(host)).toMatchObject({ exitCode: 0 });
  expect(await hub.run('relay', ['pull'])).toMatchObject({ exitCode: 0 });
  const names = await hub.names('pending');
  expect(names).toHaveLength(2);
  for (const name of names) expect(name).toMatch(/^x{111}-[0-9a-f]{16}\.md$/);
  expect(await hub.run('watchdog', ['--all'])).toMatchObject({ exitCode: 0 });
});

test('--follow takes reports in as they come, survives the broker, and ends when told', async () => {
  const { broker, hub } = await startHub();
  const host = await makeHost(broker, 'db1');
  const following = start(hub, 'relay', ['pull', '--follow']);
  await until('the hub', async () => (await statusOf(hub)).hub);
  await host.produce();
  await drain(host);
  await until('the first report', async () => (await hub.names('pending')).length === 1);
  await broker.kill();
  await host.produce();
  expect(await drain(host)).toMatchObject({ exitCode: 75 });
  await broker.start();
  expect(await drain(host)).toMatchObject({ exitCode: 0 });
  await until('the second report', async () => (await hub.names('pending')).length === 2);
  following.kill('SIGTERM');
  expect(await following).toMatchObject({ exitCode: 0 });
  await untilEmpty(hub);
  expect(await hub.names('relay-lock')).toEqual([]);
});

test('a second hub ends with 75, in a home of its own and in the same', async () => {
  const { broker, hub } = await startHub();
  const following = start(hub, 'relay', ['pull', '--follow']);
  await until('the hub', async () => (await statusOf(hub)).hub);
  const other = await makeHub(broker);
  for (const args of [['pull'], ['pull', '--follow']]) {
    expect(await other.run('relay', args)).toMatchObject({
      exitCode: 75,
      stderr: expect.stringContaining('another hub'),
    });
  }
  expect(await hub.run('relay', ['pull'])).toMatchObject({
    exitCode: 75,
    stderr: expect.stringContaining('relay-lock'),
  });
  // It is disturbed by neither.
  const host = await makeHost(broker, 'db1');
  await host.produce();
  await drain(host);
  await until('the report', async () => (await hub.names('pending')).length === 1);
  expect(await other.names('pending')).toEqual([]);
  following.kill('SIGKILL');
  await following;
  // One that was killed has left its place, once the broker has seen that its connection is gone.
  await until('its place', async () => (await other.run('relay', ['pull'])).exitCode === 0);
});

test('a hub that stands still loses nothing, and no host notices', async () => {
  const { broker, hub } = await startHub();
  const host = await makeHost(broker, 'db1');
  const following = start(hub, 'relay', ['pull', '--follow']);
  await until('the hub', async () => (await statusOf(hub)).hub);
  const watching = await makeHomeWith({ relayServers: broker.url });
  await suspend(following.pid);
  for (let n = 0; n < 3; n += 1) await host.produce();
  expect(await drain(host)).toMatchObject({ exitCode: 0 });
  expect(await statusOf(watching)).toMatchObject({ waiting: 3 });
  following.kill('SIGCONT');
  await untilEmpty(watching);
  expect(await hub.names('pending')).toHaveLength(3);
});

test('a home that cannot be made is 73, and what is in the stream stays there', async () => {
  const { broker, hub, nc } = await startHub();
  await publish(nc, 'r1');
  const odd = await makeHomeWith({ relayServers: broker.url });
  await odd.script('home/pending', '');
  expect(await odd.run('relay', ['pull'])).toMatchObject({ exitCode: 73 });
  expect(await statusOf(hub)).toMatchObject({ waiting: 1 });
  await rm(odd.path('pending'));
  expect(await odd.run('relay', ['pull'])).toMatchObject({ exitCode: 0 });
  expect(await odd.names('pending')).toEqual(['r1_db1.md']);
});

test('--follow that waits for a broker that hangs ends when told', async () => {
  const { broker, hub } = await startHub();
  broker.pause();
  const following = start(hub, 'relay', ['pull', '--follow']);
  await until('the lock', async () => (await hub.names('relay-lock')).length > 0);
  following.kill('SIGTERM');
  expect(await following).toMatchObject({ exitCode: 0 });
  expect(await hub.names('relay-lock')).toEqual([]);
});
