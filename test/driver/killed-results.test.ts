import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import {
  countingSend,
  type Gate,
  killDuringSend,
  endGroup,
  makeGate,
  receipt,
  saying,
  sendsOf,
} from '../fixtures/send/gate.ts';
import type { TestHome } from '../harness.ts';
import { until } from '../harness.ts';
import { makeR1, readCurrent, readRecord } from './records.ts';

/** A pass that was killed during its send, whose command then says so and ends with that code. */
async function leaveResult(result: object, code: 0 | 1): Promise<{ home: TestHome; gate: Gate }> {
  const { home } = await makeR1();
  const gate = await makeGate(home, `${saying(result)}; exit ${code}`);
  await killDuringSend(home, gate, 'watchdog', []);
  await gate.open();
  await receipt(home, `${code} result`);
  return { home, gate };
}

async function resultOf(home: TestHome): Promise<string> {
  const name = (await home.names('attempts')).find((one) => one.endsWith('.result'));
  return home.path('attempts', String(name));
}

describe('what a send command has said whose pass was killed', () => {
  test('is the id of what was sent', async () => {
    const { home } = await leaveResult({ outcome: 'sent', message_id: 'a1' }, 0);
    expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await home.deliveries()).toMatchObject([{ event: 'sent', recovered: true, message_id: 'a1' }]);
    expect(await home.names('attempts')).toEqual(['owner']);
  });

  test('is a wait that the next pass begins', async () => {
    const { home } = await leaveResult({ outcome: 'failed', retry_after_seconds: 600, reason: 'busy' }, 0);
    const pass = await home.run('watchdog', ['--send-cmd', countingSend(home)]);
    const { retryAt } = await readRecord(home);
    expect(pass).toMatchObject({
      exitCode: 75,
      stderr: expect.stringContaining(`waiting r1: busy; not tried before ${retryAt}`),
    });
    expect(await home.run('driver', ['r1', '--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual(['r1 1 0', 'r1 2 0']);
  });

  test.each(['stop', 'hold'])('is that it can never be sent: %s', async (policy) => {
    const { home, gate } = await leaveResult({ outcome: 'rejected', reason: 'no such chat' }, 1);
    const args = ['--on-invalid', policy, '--send-cmd', gate.command];
    const pass = await home.run('watchdog', args);
    expect(pass).toMatchObject({ exitCode: policy === 'stop' ? 65 : 0 });
    expect(pass.stderr).toContain('rejected r1 (attempt 1): no such chat');
    expect(await home.names(policy === 'stop' ? 'pending' : 'held')).toEqual(['r1.md']);
    expect(await home.run('watchdog', args)).toMatchObject({ exitCode: policy === 'stop' ? 65 : 0 });
    expect(await gate.sends()).toEqual(['r1 1 0']);
  });

  test('is that the outcome is unknown', async () => {
    const { home } = await leaveResult({ outcome: 'unknown', reason: 'no answer' }, 0);
    expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({
      exitCode: 75,
      stderr: expect.stringContaining('unknown r1 (attempt 1): no answer'),
    });
    await home.run('driver', ['r1', '--send-cmd', countingSend(home)]);
    expect(await sendsOf(home)).toEqual(['r1 1 0', 'r1 2 1']);
  });

  test.each<[object, 0 | 1, string, string]>([
    [{ outcome: 'sent' }, 0, 'succeeded', 'succeeded; the next pass files it in sent/'],
    [{ outcome: 'failed' }, 0, 'failed', 'failed; the next pass says how'],
    [{ outcome: 'rejected' }, 0, 'rejected', 'rejected; the next pass says why'],
    [{ outcome: 'sent' }, 1, 'unknown', 'nobody knows whether the last one went out'],
  ])('is told by status before any pass has acted on it: %j, exit %i', async (result, code, state, told) => {
    const { home } = await leaveResult(result, code);
    expect((await home.run('watchdog', ['status'])).stdout).toContain(told);
    const json = await home.run('watchdog', ['status', '--json']);
    expect(JSON.parse(String(json.stdout))).toMatchObject({ head: { attempt_state: state, in_flight: false } });
  });

  test.each<[string, (path: string) => Promise<unknown>]>([
    ['gone', (path) => rm(path)],
    ['empty, as a power cut may leave it', (path) => writeFile(path, '')],
  ])('leaves the outcome unknown when it is %s', async (_what, change) => {
    const { home, gate } = await leaveResult({ outcome: 'rejected' }, 0);
    await change(await resultOf(home));
    const pass = await home.run('watchdog', ['--send-cmd', gate.command]);
    expect(pass).toMatchObject({ exitCode: 75, stderr: expect.stringContaining('is gone (exit 0)') });
    expect(await home.names('sent')).toEqual([]);
    await home.run('driver', ['r1', '--send-cmd', countingSend(home)]);
    expect(await sendsOf(home)).toEqual(['r1 1 0', 'r1 2 1']);
  });

  test('does not count when it comes behind the receipt', async () => {
    const { home } = await makeR1();
    const gate = await makeGate(home);
    await killDuringSend(home, gate, 'watchdog', []);
    await gate.open();
    await receipt(home, 0);
    await writeFile(await resultOf(home), '{"outcome":"rejected"}');
    expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await home.names('sent')).toEqual(['r1.md']);
  });

  test('is a warning where something else stands in its place', async () => {
    const { home } = await leaveResult({ outcome: 'rejected' }, 0);
    const path = await resultOf(home);
    await rm(path);
    await mkdir(path);
    const pass = await home.run('watchdog', ['--send-cmd', countingSend(home)]);
    expect(pass).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('expected a regular file') });
    expect(await sendsOf(home)).toEqual(['r1 1 0']);
  });
});

test.each(['sent', 'failed', 'rejected'])(
  'a sender that said "%s" and died without a receipt is unknown: it had not ended',
  async (outcome) => {
    const { home } = await makeR1();
    const gate = await makeGate(home, `${saying({ outcome })}; echo > '${home.base}/said'; exec sleep 600`);
    const group = await killDuringSend(home, gate, 'watchdog', []);
    await gate.open();
    await until('its words', () => readFile(`${home.base}/said`).catch(() => undefined));
    await endGroup(group);
    expect(await readCurrent(home, 'r1')).toBeDefined();
    expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 75 });
    expect(await home.deliveries()).toMatchObject([
      { event: 'unknown', reason: expect.stringContaining('without a receipt') },
    ]);
    await home.run('driver', ['r1', '--send-cmd', countingSend(home)]);
    expect(await sendsOf(home)).toEqual(['r1 1 0', 'r1 2 1']);
  },
);
