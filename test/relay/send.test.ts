import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test as anywhere } from 'vitest';

import { reportText, type TestHome } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { brokerReason, hasBroker, makeStream, startBroker } from './broker.ts';
import { drain, makeHomeWith, makeHost, makeHub, statusOf } from './homes.ts';

const test = testIf(hasBroker, brokerReason);

/** The last attempt of a host that could not send, and what it said. */
async function lastFailure(host: TestHome): Promise<Record<string, unknown>> {
  expect(await host.names('pending')).not.toEqual([]);
  expect(await host.names('sent')).toEqual([]);
  return (await host.deliveries()).at(-1) ?? {};
}

anywhere('send is a send command, and says so to who calls it by hand', async () => {
  const home = await makeHomeWith({ relayServers: 'nats://127.0.0.1:1' });
  const result = await home.run('relay', ['send']);
  expect(result).toMatchObject({
    exitCode: 64,
    stderr: expect.stringContaining('"sendCommand": "owner-report-relay send"'),
  });
});

anywhere.each([
  ['no broker', {}, 'expected its address'],
  ['no address', { relayServers: 'http://hub' }, 'expected an address such as tls://'],
  ['a password in it', { relayServers: 'nats://me:hunter2@hub' }, 'one with a name or password in it'],
  ['an odd host name', { relayServers: 'nats://127.0.0.1:1', relayHost: 'DB1.example' }, 'For example: db1-example'],
  ['no key there', { relayServers: 'nats://127.0.0.1:1', relayKeyFile: '/nowhere/key' }, 'the key: /nowhere/key'],
  ['no certificates', { relayServers: 'nats://127.0.0.1:1', relayCaFile: '/dev/null' }, '-----BEGIN CERTIFICATE-----'],
  ['a relative path', { relayServers: 'nats://127.0.0.1:1', relayKeyFile: 'key' }, 'expected a path in full'],
])('a setting that cannot be used is told: %s', async (_what, settings, words) => {
  const host = await makeHomeWith({ relayHost: 'db1', ...settings });
  const stem = join(host.base, 'r1.1.x');
  await writeFile(`${stem}.sent`, reportText('r1'));
  await writeFile(`${stem}.result`, '');
  const result = await host.run('relay', ['send'], {
    env: { OWNER_REPORT_ID: 'r1', OWNER_REPORT_RESULT_FILE: `${stem}.result` },
  });
  expect(result).toMatchObject({ exitCode: 78, stderr: expect.stringContaining(words) });
  expect(result.stderr).not.toContain('hunter2');
});

const secret = 'hunter2hunter2';

anywhere.each([
  ['a setting', { relayKeyFile: `/nowhere/${secret}/${'x/'.repeat(1500)}key` }, {}, [78, 'failed', 1000]],
  ['the report', {}, { report_id: secret }, [65, 'rejected', expect.any(Number)]],
])(
  'a reason with a secret of the environment in %s is told without it, and short',
  async (_what, more, fields, end) => {
    const host = await makeHomeWith({ relayServers: 'nats://127.0.0.1:1', relayHost: 'db1', ...more });
    const stem = join(host.base, 'r1.1.x');
    await writeFile(`${stem}.sent`, reportText('r1', fields));
    await writeFile(`${stem}.result`, '');
    const { exitCode, stderr } = await host.run('relay', ['send'], {
      env: { OWNER_REPORT_ID: 'r1', OWNER_REPORT_RESULT_FILE: `${stem}.result`, BROKER_PASSWORD: secret },
    });
    const { outcome, reason = '' } = JSON.parse(await readFile(`${stem}.result`, 'utf8')) as Record<string, string>;
    expect([exitCode, outcome, reason.length]).toEqual(end);
    expect(reason).toContain('[redacted]');
    expect(stderr).toContain(reason);
    expect(reason + String(stderr)).not.toContain(secret);
  },
);

anywhere('a key that others can read is refused', async () => {
  const key = await (await makeHomeWith({})).script('key', '');
  await chmod(key, 0o644);
  const host = await makeHomeWith({ relayServers: 'nats://127.0.0.1:1', relayHost: 'db1', relayKeyFile: key });
  const id = await host.produce();
  const result = await host.run('driver', [id, '--send-cmd', 'owner-report-relay send']);
  expect(result.exitCode).toBe(75);
  expect(await lastFailure(host)).toMatchObject({
    exit_code: 78,
    reason: expect.stringContaining('only you can read'),
  });
});

anywhere('a broker that is down leaves the report where it is', async () => {
  const sendCommand = 'owner-report-relay send';
  const host = await makeHomeWith({ sendCommand, relayServers: 'nats://127.0.0.1:1', relayHost: 'db1' });
  await host.produce();
  expect(await drain(host)).toMatchObject({ exitCode: 75 });
  expect(await lastFailure(host)).toMatchObject({ event: 'failed', exit_code: 75 });
});

test('a broker that hangs leaves the report where it is, and it goes out later, unflagged', async () => {
  const broker = await startBroker();
  const [host, hub] = [await makeHost(broker, 'db1'), await makeHub(broker)];
  await hub.run('relay', ['pull']);
  await host.produce();
  broker.pause();
  expect(await drain(host)).toMatchObject({ exitCode: 75 });
  expect(await lastFailure(host)).toMatchObject({ event: 'failed', exit_code: 75 });
  broker.resume();
  expect(await drain(host)).toMatchObject({ exitCode: 0 });
  expect(await host.deliveries()).toMatchObject([{ event: 'failed' }, { event: 'sent', maybe_duplicate: false }]);
  expect(await statusOf(hub)).toMatchObject({ waiting: 1 });
});

test('a report that has come by the relay from this very host goes round no second time', async () => {
  const both = await makeHost(await startBroker(), 'db1');
  await both.run('relay', ['pull']);
  await both.produce(['--report-id', 'one']);
  expect(await drain(both)).toMatchObject({ exitCode: 0 });
  expect(await both.run('relay', ['pull'])).toMatchObject({ exitCode: 0 });
  for (const _pass of [1, 2]) {
    expect(await drain(both)).toMatchObject({ exitCode: 75 });
    expect((await both.deliveries()).at(-1)).toMatchObject({
      event: 'failed',
      exit_code: 78,
      reason: expect.stringContaining('has come from this host (db1) by the relay'),
    });
    await both.run('relay', ['pull']);
    expect([await both.names('pending'), await both.names('sent')]).toEqual([['one_db1.md'], ['one.md']]);
  }
});

test('a broker without a stream is told, and what makes one', async () => {
  const host = await makeHost(await startBroker(), 'db1');
  await host.produce();
  expect(await drain(host)).toMatchObject({ exitCode: 75 });
  expect(await lastFailure(host)).toMatchObject({
    exit_code: 75,
    reason: expect.stringContaining('owner-report-relay pull'),
  });
});

test('a full stream leaves the report on its host', async () => {
  const broker = await startBroker();
  await makeStream(broker, { max_bytes: 4096 });
  const [host, other, hub] = [await makeHost(broker, 'db1'), await makeHost(broker, 'db2'), await makeHub(broker)];
  await other.produce(['--body', 'x'.repeat(3000)]);
  expect(await drain(other)).toMatchObject({ exitCode: 0 });
  await host.produce(['--body', 'x'.repeat(3000)]);
  expect(await drain(host)).toMatchObject({ exitCode: 75 });
  expect(await lastFailure(host)).toMatchObject({
    event: 'failed',
    exit_code: 75,
    reason: expect.stringContaining('maximum bytes'),
  });
  expect(await hub.run('relay', ['pull'])).toMatchObject({ exitCode: 0 });
  expect(await drain(host)).toMatchObject({ exitCode: 0 });
});

test('a host that has used up its share does not stand in the way of another', async () => {
  const broker = await startBroker();
  await makeStream(broker, { max_msgs_per_subject: 1 });
  const [noisy, quiet] = [await makeHost(broker, 'db1'), await makeHost(broker, 'db2')];
  await noisy.produce();
  await drain(noisy);
  await noisy.produce();
  expect(await drain(noisy)).toMatchObject({ exitCode: 75 });
  expect((await noisy.deliveries()).at(-1)).toMatchObject({ event: 'failed', exit_code: 75 });
  expect(await noisy.names('pending')).toHaveLength(1);
  await quiet.produce();
  expect(await drain(quiet)).toMatchObject({ exitCode: 0 });
});

test('a report that the hub could not hold is rejected where it can be shortened', async () => {
  const broker = await startBroker();
  const [host, hub] = [await makeHost(broker, 'db1'), await makeHub(broker)];
  await hub.run('relay', ['pull']);
  const most = 256 * 1024;
  await host.write('r1', reportText('r1', {}, `${'x'.repeat(most - reportText('r1', {}, '').length - 1)}\n`));
  expect(await drain(host)).toMatchObject({ exitCode: 65 });
  expect(await lastFailure(host)).toMatchObject({
    event: 'rejected',
    reason: expect.stringContaining(`at most ${most} bytes`),
  });
  // A little less, and it fits.
  await host.run('watchdog', ['hold', 'r1', '--reason', 'too long']);
  await host.write('r2', reportText('r2', {}, `${'x'.repeat(most - 400)}\n`));
  expect(await drain(host)).toMatchObject({ exitCode: 0 });
  expect(await hub.run('relay', ['pull'])).toMatchObject({ exitCode: 0 });
  expect(await hub.names('pending')).toEqual(['r2_db1.md']);
});

test('a broker that takes less than a report has rejects it by its number', async () => {
  const broker = await startBroker({ more: 'max_payload: 4096' });
  const [host, hub] = [await makeHost(broker, 'db1'), await makeHub(broker)];
  await hub.run('relay', ['pull']);
  await host.produce(['--body', 'x'.repeat(5000)]);
  expect(await drain(host)).toMatchObject({ exitCode: 65 });
  expect(await lastFailure(host)).toMatchObject({ event: 'rejected', reason: expect.stringContaining('max_payload') });
});

test('of several brokers the first that answers is taken', async () => {
  const broker = await startBroker();
  const relayServers = `nats://127.0.0.1:1,${broker.url}`;
  const [host, hub] = [await makeHost(broker, 'db1', { relayServers }), await makeHub(broker, { relayServers })];
  expect(await hub.run('relay', ['pull'])).toMatchObject({ exitCode: 0 });
  await host.produce();
  expect(await drain(host)).toMatchObject({ exitCode: 0 });
  expect(await statusOf(hub)).toMatchObject({ waiting: 1 });
});
