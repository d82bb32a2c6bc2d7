import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { connect, nkeyAuthenticator } from '@nats-io/transport-node';
import { execa } from 'execa';
import { expect } from 'vitest';

import { clockEnvironment, root, type TestHome, until } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { type Broker, brokerReason, hasBroker, startBroker } from './broker.ts';
import { drain, makeHost, makeHub, statusOf } from './homes.ts';

const test = testIf(hasBroker, brokerReason);
const example = join(root, 'examples/relay');

/** The broker of examples/relay, with the keys and certificates that its scripts make. */
function startExample({ names = ['127.0.0.1'], days = '30' } = {}): Promise<Broker> {
  return startBroker({
    scheme: 'tls',
    prepare: async (dir) => {
      await copyFile(join(example, 'nats.conf'), join(dir, 'nats.conf'));
      await execa(process.execPath, [join(example, 'make-keys.mjs'), dir, 'db1', 'web-1', 'web-2']);
      await execa(join(example, 'make-certificates.sh'), [dir, ...names], { env: { DAYS: days } });
    },
  });
}

const trustOf = (broker: Broker) => ({ relayCaFile: join(broker.dir, 'ca.crt') });
const accessOf = (broker: Broker, key: string) => ({ ...trustOf(broker), relayKeyFile: join(broker.dir, key) });

/** What a host that cannot send is told, once; its report stays. */
async function refusalOf(host: TestHome): Promise<string> {
  await host.produce();
  expect(await drain(host)).toMatchObject({ exitCode: 75 });
  expect(await host.names('pending')).toHaveLength(1);
  const attempt = (await host.deliveries()).at(-1);
  expect(attempt).toMatchObject({ event: 'failed', exit_code: 78 });
  return String(attempt?.['reason']);
}

test('three hosts and a hub do their work with the keys, rights and certificates of the example', async () => {
  const broker = await startExample();
  const hub = await makeHub(broker, accessOf(broker, 'hub.key'));
  expect(await hub.run('relay', ['pull'])).toMatchObject({ exitCode: 0 });
  for (const name of ['db1', 'web-1', 'web-2']) {
    const host = await makeHost(broker, name, accessOf(broker, `host-${name}.key`));
    await host.produce();
    expect(await drain(host), name).toMatchObject({ exitCode: 0 });
  }
  expect(await statusOf(hub)).toMatchObject({
    waiting: 3,
    hosts: [{ host: 'db1' }, { host: 'web-1' }, { host: 'web-2' }],
  });
  // Once to remove the consumer of the pull before, and once with none there.
  expect(await hub.run('relay', ['pull'])).toMatchObject({ exitCode: 0 });
  expect(await hub.names('pending')).toHaveLength(3);
});

test('a host that calls itself by the name of another is refused', async () => {
  const broker = await startExample();
  const hub = await makeHub(broker, accessOf(broker, 'hub.key'));
  await hub.run('relay', ['pull']);
  const host = await makeHost(broker, 'web-1', accessOf(broker, 'host-db1.key'));
  expect(await refusalOf(host)).toMatch(/does not allow us to .*web-1/);
  expect(await statusOf(hub)).toMatchObject({ waiting: 0 });
});

test('a host has no right to read what is on its way, or to take it out', async () => {
  const broker = await startExample();
  const host = await makeHost(broker, 'db1', accessOf(broker, 'host-db1.key'));
  for (const command of ['status', 'pull'])
    expect(await host.run('relay', [command])).toMatchObject({
      exitCode: 78,
      stderr: expect.stringContaining('does not allow us to'),
    });
  // By itself the client asks for the certificate of a name.
  const tls = { caFile: join(broker.dir, 'ca.crt'), host: '127.0.0.1' };
  const nc = await connect({
    servers: broker.url,
    reconnect: false,
    authenticator: nkeyAuthenticator(Buffer.from((await readFile(join(broker.dir, 'host-db1.key'), 'utf8')).trim())),
    tls,
  });
  const refused: string[] = [];
  void (async () => {
    for await (const status of nc.status()) if (status.type === 'error') refused.push(status.error.message);
  })();
  const others = ['owner.reports.*', '_INBOX_web-1.>', '_INBOX_HUB.>', '_INBOX.>', '$JS.>'];
  for (const subject of others) nc.subscribe(subject, { callback: () => {} });
  const asked = ['owner.reports.web-1', '$JS.API.STREAM.INFO.OWNER_REPORTS', '$JS.API.STREAM.PURGE.OWNER_REPORTS'];
  for (const subject of asked) nc.publish(subject);
  await until('a word on each', () => refused.length === others.length + asked.length);
  for (const subject of [...others, ...asked]) expect(refused.join('\n')).toContain(`"${subject}"`);
  await nc.close();
});

test('the hub has no right to publish reports, or to purge', async () => {
  const broker = await startExample();
  const host = await makeHost(broker, 'db1', accessOf(broker, 'hub.key'));
  await (await makeHub(broker, accessOf(broker, 'hub.key'))).run('relay', ['pull']);
  expect(await refusalOf(host)).toContain('does not allow us to');
});

test('a key that the broker does not know is told, and no key', async () => {
  const [broker, other] = [await startExample(), await startExample()];
  const stranger = { ...trustOf(broker), relayKeyFile: join(other.dir, 'host-db1.key') };
  for (const access of [stranger, trustOf(broker)])
    expect(await refusalOf(await makeHost(broker, 'db1', access))).toContain('does not know our key');
  expect(await (await makeHub(broker, stranger)).run('relay', ['pull'])).toMatchObject({ exitCode: 78 });
});

test('a key that is none is told', async () => {
  const broker = await startExample();
  const key = join(broker.dir, 'broken.key');
  const seed = await readFile(join(broker.dir, 'host-db1.key'), 'utf8');
  // Another letter, and the checksum is wrong: not the last one, of which two bits are padding.
  const letter = seed[20] === 'A' ? 'B' : 'A';
  for (const text of ['-----BEGIN PRIVATE KEY-----\n', seed.slice(0, 20) + letter + seed.slice(21)]) {
    await writeFile(key, text, { mode: 0o600 });
    const host = await makeHost(broker, 'db1', { ...trustOf(broker), relayKeyFile: key });
    expect(await refusalOf(host)).toMatch(/the key/);
  }
});

test('a broker that cannot be trusted gets nothing: another authority, another name, an expired certificate, no TLS', async () => {
  const [broker, named, expired] = [
    await startExample(),
    await startExample({ names: ['elsewhere.example.org'] }),
    await startExample({ days: '-1' }),
  ];
  const plain = await startBroker();
  const cases: [Broker, object, RegExp][] = [
    [broker, {}, /certificate/],
    [broker, { relayCaFile: join(named.dir, 'ca.crt') }, /certificate/],
    [named, trustOf(named), /127\.0\.0\.1/],
    [expired, trustOf(expired), /expired/],
    [plain, { relayServers: plain.url.replace('nats:', 'tls:') }, /tls/],
  ];
  for (const [at, settings, words] of cases)
    expect(await refusalOf(await makeHost(at, 'db1', settings))).toMatch(words);
});

test('hosts whose clocks differ by years lose nothing', async () => {
  const broker = await startBroker();
  const hub = await makeHub(broker);
  await hub.run('relay', ['pull']);
  const year = 365 * 86_400_000;
  for (const [name, shiftMs] of [
    ['late', -20 * year],
    ['early', 20 * year],
  ] as const) {
    const host = await makeHost(broker, name);
    const env = clockEnvironment({ shiftMs });
    await host.produce([], { env });
    expect(await host.run('watchdog', ['--all'], { env }), name).toMatchObject({ exitCode: 0 });
  }
  expect(await hub.run('relay', ['pull'])).toMatchObject({ exitCode: 0 });
  expect(await hub.names('pending')).toHaveLength(2);
  expect(await hub.run('watchdog', ['--all'])).toMatchObject({ exitCode: 0 });
});
