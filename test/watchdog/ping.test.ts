import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { describe, expect, onTestFinished, test } from 'vitest';

import { makeGate, start } from '../fixtures/send/gate.ts';
import { clockEnvironment, makeHome, reportText, type TestHome, until } from '../harness.ts';
import { writeConfig } from './routes.ts';

interface Check {
  origin: string;
  /** Paths that were asked for, with their queries. */
  asked: string[];
}

/** A check on loopback that answers as it is told; it ends with the test. */
async function makeCheck(answer = (_request: IncomingMessage, response: ServerResponse) => void response.end('OK')) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const check: Check = { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
  return check;
}

function pass(home: TestHome, check: Check, args: string[], env: NodeJS.ProcessEnv = {}) {
  return home.run('watchdog', args, { env: { OWNER_REPORT_PING_URL: `${check.origin}/secret-uuid?create=1`, ...env } });
}

const [well, failed] = ['/secret-uuid?create=1', '/secret-uuid/fail?create=1'];

test('a pass that ended with 0 is told, also one that had nothing to do; any other one as a failure', async () => {
  const home = await makeHome();
  const check = await makeCheck();
  await pass(home, check, ['--send-cmd', 'true']);
  await home.write('r1', reportText('r1'));
  await pass(home, check, ['--send-cmd', 'exit 1']);
  await home.write('r0', 'no front matter');
  await pass(home, check, ['--send-cmd', 'true', '--all']);
  await pass(home, check, []);
  expect(check.asked).toEqual([well, failed, failed, failed]);
});

test('a head that waits for too long is a failure, though the pass ended with 0', async () => {
  const home = await makeHome();
  const check = await makeCheck();
  for (const id of ['r1', 'r2', 'r3']) await home.write(id, reportText(id));
  await pass(home, check, ['--send-cmd', 'true']);
  const later = clockEnvironment({ shiftMs: 50 * 60_000 });
  await pass(home, check, ['--send-cmd', 'true', '--ping-max-age', '10m'], later);
  expect(check.asked).toEqual([well, failed]);
});

test('one that finds another pass at work pings nobody, nor does a dry run', async () => {
  const home = await makeHome();
  const check = await makeCheck();
  await home.write('r1', reportText('r1'));
  const gate = await makeGate(home);
  const child = start(home, 'watchdog', ['--send-cmd', gate.command]);
  await gate.reached();
  await pass(home, check, ['--send-cmd', 'true']);
  await pass(home, check, ['--send-cmd', 'true', '--fail-if-locked']);
  await pass(home, check, ['--send-cmd', 'true', '--dry-run']);
  expect(check.asked).toEqual([]);
  await gate.open();
  await child;
});

test('the lock is free meanwhile, so that the queue is not held up', async () => {
  const home = await makeHome();
  let release = () => {};
  const check = await makeCheck((_request, response) => void (release = () => response.end()));
  const first = pass(home, check, ['--send-cmd', 'true']);
  await until('the ping', () => check.asked.length === 1);
  await home.write('r1', reportText('r1'));
  expect(await home.run('watchdog', ['--send-cmd', 'true', '--fail-if-locked'])).toMatchObject({ exitCode: 0 });
  expect(await home.names('sent')).toEqual(['r1.md']);
  release();
  expect((await first).exitCode).toBe(0);
});

describe('a check that does not take it is a warning and nothing more, and its address is not told:', () => {
  const warningOf = async (check: Check) => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    const { exitCode, stderr } = await pass(home, check, ['--send-cmd', 'true']);
    expect([exitCode, await home.names('sent')]).toEqual([0, ['r1.md']]);
    expect(stderr).not.toContain('secret-uuid');
    return stderr;
  };

  test('one that is down', async () => {
    const down: Check = { origin: 'http://127.0.0.1:1', asked: [] };
    expect(await warningOf(down)).toMatch(/^pingUrl http:\/\/127\.0\.0\.1:1\/…: .+\n$/);
  });

  test('one that says 500', async () => {
    const check = await makeCheck((_request, response) => void response.writeHead(500).end('broken'));
    expect(await warningOf(check)).toMatch(/^pingUrl .*\/…: expected a status of success, got 500\n$/);
  });

  test('one that never answers', async () => {
    expect(await warningOf(await makeCheck(() => {}))).toMatch(/^pingUrl .*\/…: no answer within 5 s\n$/);
  });
});

test('a follower pings after its passes, without waiting for the answer', async () => {
  const home = await makeHome();
  const check = await makeCheck(() => {});
  await writeConfig(home, { sendCommand: '[ "$OWNER_REPORT_ID" != bad ]', pingUrl: `${check.origin}/x` });
  const child = start(home, 'watchdog', ['--follow']);
  await until('the first ping', () => check.asked.length === 1);
  await home.write('r1', reportText('r1'));
  await until('the report', () => home.names('sent').then((names) => names.includes('r1.md')));
  await home.write('bad', reportText('bad'));
  await until('the ping of the failure', () => check.asked.includes('/x/fail'));
  child.kill('SIGTERM');
  expect(await child).toMatchObject({ exitCode: 0 });
  expect(check.asked).toEqual(['/x', '/x/fail']);
});

test('a name and password in the address go along as a header, and are not told', async () => {
  const home = await makeHome();
  const said: (string | undefined)[] = [];
  const check = await makeCheck((request, response) => {
    said.push(request.headers.authorization);
    response.writeHead(said.length === 1 ? 200 : 500).end();
  });
  const args = ['--send-cmd', 'true', '--ping-url', `${check.origin.replace('//', '//me:pa%40ss%@')}/x`];
  expect(await home.run('watchdog', args)).toMatchObject({ exitCode: 0, stderr: '' });
  expect(said).toEqual([`Basic ${Buffer.from('me:pa@ss%').toString('base64')}`]);
  const { stderr } = await home.run('watchdog', args);
  expect(stderr).toContain('got 500');
  expect(stderr).not.toMatch(/me:|pa%40/);
});

describe('an address that is none', () => {
  test.each(['hc-ping.com/x', 'ftp://x/y', 'javascript:alert(1)'])(
    '%s is refused, and not repeated',
    async (address) => {
      const home = await makeHome();
      const given = await home.run('watchdog', ['--send-cmd', 'true', '--ping-url', address]);
      expect(given).toMatchObject({
        exitCode: 64,
        stderr: expect.stringContaining('--ping-url: expected an address that'),
      });
      await writeConfig(home, { pingUrl: address });
      const configured = await home.run('watchdog', ['--send-cmd', 'true']);
      expect(configured).toMatchObject({
        exitCode: 78,
        stderr: expect.stringContaining('pingUrl: expected an address that begins with https://'),
      });
      expect(`${String(given.stderr)}${String(configured.stderr)}`).not.toContain(address);
    },
  );
});
