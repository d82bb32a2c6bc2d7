import { jetstreamManager } from '@nats-io/jetstream';
import { expect } from 'vitest';

import { streamConfig } from '../../packages/relay/src/broker/stream.ts';
import { testIf } from '../testIf.ts';
import { brokerReason, canSync, connectTo, hasBroker, startBroker } from './broker.ts';
import { drain, makeHost, makeHub, statusOf } from './homes.ts';

const test = testIf(hasBroker, brokerReason);
const config = { ...streamConfig(1), subjects: ['owner.reports.*'] };

test('a broker without JetStream is told, and nothing is lost', async () => {
  const broker = await startBroker({ jetstream: false });
  const [host, hub] = [await makeHost(broker, 'db1'), await makeHub(broker)];
  for (const command of ['pull', 'status'])
    expect(await hub.run('relay', [command])).toMatchObject({
      exitCode: 78,
      stderr: expect.stringContaining('no JetStream'),
    });
  await host.produce();
  expect(await drain(host)).toMatchObject({ exitCode: 75 });
  expect(await host.names('pending')).toHaveLength(1);
});

for (const [what, changed] of [
  ['retention', { retention: 'limits' }],
  ['max_age', { max_age: 3_600_000_000_000 }],
  ['discard', { discard: 'old', discard_new_per_subject: false }],
  ['storage', { storage: 'memory' }],
  ['subjects', { subjects: ['owner.reports.*', 'other'] }],
  ['max_msg_size', { max_msg_size: 1000 }],
  ['discard_new_per_subject', { discard_new_per_subject: false }],
] as const) {
  test(`a stream that somebody else has made is refused where it could lose reports: ${what}`, async () => {
    const broker = await startBroker();
    const jsm = await jetstreamManager(await connectTo(broker));
    const given: Record<string, unknown> = { ...config, ...changed };
    await jsm.streams.add(given as typeof config);
    const hub = await makeHub(broker);
    for (const command of ['pull', 'status'])
      expect(await hub.run('relay', [command])).toMatchObject({
        exitCode: 78,
        stderr: expect.stringContaining(`${what}: expected`),
      });
  });
}

test('how large a stream is, is the choice of the operator', async () => {
  const broker = await startBroker();
  const jsm = await jetstreamManager(await connectTo(broker));
  await jsm.streams.add({ ...config, max_bytes: 1024 * 1024, max_msgs_per_subject: 5, duplicate_window: 1e9 });
  const [host, hub] = [await makeHost(broker, 'db1'), await makeHub(broker)];
  await host.produce();
  expect(await drain(host)).toMatchObject({ exitCode: 0 });
  expect(await hub.run('relay', ['pull'])).toMatchObject({ exitCode: 0 });
  expect(await hub.names('pending')).toHaveLength(1);
});

test('subjects that another stream has are told', async () => {
  const broker = await startBroker();
  const jsm = await jetstreamManager(await connectTo(broker));
  await jsm.streams.add({ name: 'OTHER', subjects: ['owner.>'] });
  const [host, hub] = [await makeHost(broker, 'db1'), await makeHub(broker)];
  expect(await hub.run('relay', ['pull'])).toMatchObject({ exitCode: 78, stderr: expect.stringContaining('overlap') });
  // A host does not take its word for that of ours.
  await host.produce();
  expect(await drain(host)).toMatchObject({ exitCode: 75 });
  expect((await jsm.streams.info('OTHER')).state.messages).toBe(0);
});

test('more copies than brokers are told', async () => {
  const hub = await makeHub(await startBroker(), { relayReplicas: 3 });
  expect(await hub.run('relay', ['pull'])).toMatchObject({ exitCode: 78, stderr: expect.stringContaining('replicas') });
});

test('another consumer of the stream is told', async () => {
  const broker = await startBroker();
  const hub = await makeHub(broker);
  await hub.run('relay', ['pull']);
  const jsm = await jetstreamManager(await connectTo(broker));
  await jsm.consumers.delete('OWNER_REPORTS', 'hub');
  await jsm.consumers.add('OWNER_REPORTS', { durable_name: 'spy', ack_policy: 'explicit' });
  expect(await hub.run('relay', ['pull'])).toMatchObject({
    exitCode: 78,
    stderr: expect.stringContaining('another consumer'),
  });
});

test('a broker is warned of that cannot keep its word over a power cut, and no other', async () => {
  const hub = await makeHub(await startBroker());
  const warning = canSync ? '' : expect.stringMatching(/nats-server 2\.\d\.\d+: before 2\.10 a power cut/);
  const pulled = await hub.run('relay', ['pull', '--quiet']);
  expect(pulled).toMatchObject({ exitCode: 0, stderr: warning });
  expect((await statusOf(hub)).broker.warning ?? '').toEqual(canSync ? '' : expect.stringContaining('power cut'));
});
