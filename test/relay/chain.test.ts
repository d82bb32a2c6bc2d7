import { rename, rm, utimes } from 'node:fs/promises';

import { expect } from 'vitest';

import { reportText, type TestHome } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { brokerReason, hasBroker, startBroker } from './broker.ts';
import { bodyOf, drain, makeHost, makeHub, outboxOf, statusOf, textOf, untilEmpty } from './homes.ts';

const test = testIf(hasBroker, brokerReason);

test('a report goes from a producer through both watchdogs to the file of the hub', async () => {
  const broker = await startBroker();
  const [host, hub] = [await makeHost(broker, 'db1'), await makeHub(broker)];
  expect(await hub.run('relay', ['pull'])).toMatchObject({ exitCode: 0, stdout: '' });
  const id = await host.produce(['--body', 'one  \n\n```\ntwo\n```']);

  expect(await drain(host)).toMatchObject({ exitCode: 0 });
  expect(await host.names('sent')).toEqual([`${id}.md`]);
  expect(await host.deliveries()).toMatchObject([{ event: 'sent', report_id: id, message_id: '1' }]);

  const pulled = await hub.run('relay', ['pull']);
  expect(pulled).toMatchObject({ exitCode: 0, stdout: `${hub.path('pending', `${id}_db1.md`)}\n` });
  await untilEmpty(hub);
  const [there, here] = [await textOf(host, 'sent', id), await textOf(hub, 'pending', `${id}_db1`)];
  expect(bodyOf(here)).toBe(bodyOf(there));
  const read = await hub.run('consumer', [`${id}_db1`]);
  expect(JSON.parse(String(read.stdout))).toMatchObject({
    task_id: 'job',
    worker: 'w',
    extra: { relay_host: 'db1', relay_id: id },
  });

  expect(await hub.run('watchdog', ['--all'])).toMatchObject({ exitCode: 0 });
  expect(await outboxOf(hub)).toContain(`${id}_db1`);
});

test('the order of a host is kept, of reports without a time in their names, too', async () => {
  const broker = await startBroker();
  const [host, hub] = [await makeHost(broker, 'db1'), await makeHub(broker)];
  await hub.run('relay', ['pull']);
  const times = { b: 1_700_000_001, '20231114T221322000Z-x': undefined, a: 1_700_000_003 };
  for (const [id, time] of Object.entries(times)) {
    const path = await host.write(id, reportText(id));
    if (time !== undefined) await utimes(path, time, time);
  }
  expect(await drain(host)).toMatchObject({ exitCode: 0 });
  expect(await hub.run('relay', ['pull'])).toMatchObject({ exitCode: 0 });
  const listed = await hub.run('consumer', ['--all']);
  const ids = String(listed.stdout)
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { report_id: string }).report_id);
  expect(ids).toEqual(['b_db1', '20231114T221322000Z-x_db1', 'a_db1']);
});

test('status tells what is on its way, by host, and whether a hub takes it', async () => {
  const broker = await startBroker();
  const hub = await makeHub(broker);
  expect(await hub.run('relay', ['status'])).toMatchObject({
    exitCode: 75,
    stderr: expect.stringMatching(/no stream/),
  });
  await hub.run('relay', ['pull']);
  for (const [name, count] of [
    ['web-2', 2],
    ['db1', 1],
  ] as const) {
    const host = await makeHost(broker, name);
    for (let n = 0; n < count; n += 1) await host.produce();
    await drain(host);
  }
  expect(await statusOf(hub)).toMatchObject({
    waiting: 3,
    oldest: expect.stringMatching(/Z$/),
    hosts: [
      { host: 'db1', waiting: 1 },
      { host: 'web-2', waiting: 2 },
    ],
    hub: false,
  });
  const told = await hub.run('relay', ['status']);
  expect(told).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^3 reports waiting, the oldest for /) });
  expect(told.stdout).toContain('  web-2  2\nhub: not connected\n');
});

/** Moves all that a host has sent back to its queue, as docs/relay.md says. */
async function moveBack(host: TestHome): Promise<string[]> {
  const names = await host.names('sent');
  for (const name of names) await rename(host.path('sent', name), host.path('pending', name));
  return names;
}

test('a report that is sent again is kept once, whether or not the broker knows its id', async () => {
  const broker = await startBroker();
  const [host, hub] = [await makeHost(broker, 'db1'), await makeHub(broker)];
  await hub.run('relay', ['pull']);
  const id = await host.produce();
  await drain(host);
  expect(await hub.run('relay', ['pull'])).toMatchObject({ exitCode: 0 });
  await untilEmpty(hub);
  await moveBack(host);
  expect(await drain(host)).toMatchObject({ exitCode: 0 });
  expect(await statusOf(hub)).toMatchObject({ waiting: 0 });
  // What is not in the stream any more it does not know after a restart.
  await broker.kill('SIGTERM');
  await broker.start();
  await moveBack(host);
  expect(await drain(host)).toMatchObject({ exitCode: 0 });
  expect(await statusOf(hub)).toMatchObject({ waiting: 1 });
  const again = await hub.run('relay', ['pull', '--json']);
  expect(JSON.parse(String(again.stdout))).toMatchObject({ event: 'already-there', report_id: `${id}_db1` });
  await untilEmpty(hub);
  expect(await hub.names('pending')).toEqual([`${id}_db1.md`]);
  // Once the hub has sent and pruned it, nobody knows it any more.
  await hub.run('watchdog', ['--all']);
  await hub.run('watchdog', ['prune', '--older-than', '0s']);
  await broker.kill('SIGTERM');
  await broker.start();
  await moveBack(host);
  await drain(host);
  expect(await hub.run('relay', ['pull'])).toMatchObject({ stdout: `${hub.path('pending', `${id}_db1.md`)}\n` });
});

test('the store of the broker is lost: what hosts have moved back from sent/ makes the hub complete, once', async () => {
  const broker = await startBroker();
  const hosts = [await makeHost(broker, 'db1'), await makeHost(broker, 'db2')];
  const hub = await makeHub(broker);
  await hub.run('relay', ['pull']);
  const expected: string[] = [];
  for (const [host, name] of [
    [hosts[0], 'db1'],
    [hosts[1], 'db2'],
  ] as const) {
    for (const take of [true, false]) {
      expected.push(`${await host?.produce()}_${name}.md`);
      if (host !== undefined) await drain(host);
      if (take) await hub.run('relay', ['pull']);
    }
  }
  await broker.kill();
  await rm(broker.store, { recursive: true });
  await broker.start();
  // It makes the stream anew.
  await hub.run('relay', ['pull']);
  for (const host of hosts) {
    await moveBack(host);
    expect(await drain(host)).toMatchObject({ exitCode: 0 });
  }
  expect(await hub.run('relay', ['pull'])).toMatchObject({ exitCode: 0 });
  await untilEmpty(hub);
  expect(await hub.names('pending')).toEqual(expected.toSorted());
  expect(await hub.names('held')).toEqual([]);
});
