import { expect } from 'vitest';

import type { TestHome } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { doctor, type Point } from '../watchdog/doctor.ts';
import { type Broker, brokerReason, canSync, hasBroker, startBroker } from './broker.ts';
import { drain, makeHost, makeHub, statusOf } from './homes.ts';

const test = testIf(hasBroker, brokerReason);

/** The points of doctor by their titles. */
async function pointsOf(home: TestHome, args: string[] = []): Promise<Map<string, Point>> {
  const { points } = await doctor(home, args);
  return new Map(points.map((point) => [point.title, point]));
}

const relay = 'is the relay well?';

async function startRelay(): Promise<{ broker: Broker; hub: TestHome; host: TestHome }> {
  const broker = await startBroker();
  const hub = await makeHub(broker);
  await hub.run('relay', ['pull']);
  return { broker, hub, host: await makeHost(broker, 'db1') };
}

test('doctor tells on a hub how its broker and its stream are', async () => {
  const { broker, hub, host } = await startRelay();
  await host.produce();
  await drain(host);
  const well = (await pointsOf(hub)).get(relay);
  expect(well).toMatchObject({
    level: canSync ? 'ok' : 'warn',
    found: expect.stringMatching(
      /^nats-server 2\.\d+\.\d+ at 127\.0\.0\.1:\d+; 1 report on the way, the oldest for .*: db1 1/,
    ),
  });
  await broker.kill();
  expect((await pointsOf(hub)).get(relay)).toMatchObject({
    level: 'fail',
    found: expect.stringContaining('connection refused'),
  });
});

test('doctor of a host tries the way to the hub by a test message', async () => {
  const { hub, host } = await startRelay();
  const tried = await pointsOf(host, ['--send-test']);
  expect(tried.get('does the send command work?')).toMatchObject({ level: 'ok' });
  expect(tried.get(relay)).toMatchObject({ level: 'ok', found: expect.stringContaining('a host') });
  expect(await statusOf(hub)).toMatchObject({ hosts: [{ host: 'db1', waiting: 1 }] });
});

test('doctor of a home without a relay does not speak of one', async () => {
  const { broker } = await startRelay();
  const plain = await makeHub(broker, { relayServers: '' });
  expect((await pointsOf(plain)).has(relay)).toBe(false);
});
