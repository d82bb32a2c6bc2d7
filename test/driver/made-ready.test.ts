import { readFile, rename, rm, writeFile } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { claimOf, countingSend, endGroup, makeGate, sendsOf, start } from '../fixtures/send/gate.ts';
import { makeHome, reportText, type TestHome, until } from '../harness.ts';
import { readCurrent } from './records.ts';

describe('a report that was only made ready when its pass died', () => {
  const [first, second] = ['20261121T101101000Z-w', '20261121T101102000Z-w'];

  async function dieDuringFirst(): Promise<TestHome> {
    const home = await makeHome();
    for (const id of [first, second]) await home.write(id, reportText(id));
    const gate = await makeGate(home);
    const group = await (async () => {
      const child = start(home, 'watchdog', ['--all', '--send-cmd', gate.command]);
      const reached = await gate.reached();
      await until('the next one to be ready', async () => (await home.names('attempts')).includes(`${second}.json`));
      child.kill('SIGKILL');
      await child;
      return reached;
    })();
    await endGroup(group);
    return home;
  }

  async function restart(home: TestHome): Promise<void> {
    for (const name of (await home.names('attempts')).filter((one) => one.endsWith('.json'))) {
      const path = home.path('attempts', name);
      const text = await readFile(path, 'utf8');
      await writeFile(path, text.replace(/"bootId":"[^"]*"/, '"bootId":"another"'));
    }
  }

  test('goes out unflagged and without a wait, also when the machine was restarted', async () => {
    const home = await dieDuringFirst();
    await restart(home);
    expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 75 });
    expect(await home.run('driver', [first, '--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual([`${first} 2 1`, `${second} 1 0`]);
  });

  test('counts as begun when the one before it has been sent, for a power cut may have taken its claim', async () => {
    const home = await dieDuringFirst();
    await restart(home);
    await rename(home.path('pending', `${first}.md`), home.path('sent', `${first}.md`));
    expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 75 });
    expect(await home.run('driver', [second, '--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual([`${second} 2 1`]);
  });
});

test('the claim of a report that has waited for another one names the deadline on record', async () => {
  const home = await makeHome();
  for (const id of ['r1', 'r2']) await home.write(id, reportText(id));
  const gate = await makeGate(home);
  const child = start(home, 'watchdog', ['--all', '--send-cmd', gate.command]);
  await gate.reached();
  const ready = await until('r2 to be ready', () => readCurrent(home, 'r2'));
  // One that is older than a second gets a new deadline.
  const readyAtMs = performance.now();
  await until('its deadline to be old', () => performance.now() - readyAtMs > 1000);
  await gate.open();
  const claim = await readFile(await claimOf(home, 'r2'), 'utf8');
  const { deadline } = (await readCurrent(home, 'r2')) ?? {};
  expect(deadline).not.toBe(ready.deadline);
  expect(claim).toContain(`deadline=${deadline} `);
  await gate.open();
  expect(await child).toMatchObject({ exitCode: 0 });
});

test('what was made ready is sent and filed as it was read, whatever somebody puts in the place of its bytes', async () => {
  const home = await makeHome();
  const text = reportText('r2');
  await home.write('r1', reportText('r1'));
  await home.write('r2', text);
  const gate = await makeGate(home);
  const child = start(home, 'watchdog', ['--all', '--send-cmd', gate.command]);
  await gate.reached();
  await until('r2 to be ready', () => readCurrent(home, 'r2'));
  const snapshot = (await home.names('attempts')).find((name) => /^r2\.1\..*\.sent$/.test(name)) ?? '';
  await rm(home.path('attempts', snapshot));
  await writeFile(home.path('attempts', snapshot), 'not what was sent\n');
  for (let sends = 0; sends < 2; sends += 1) await gate.open();
  expect(await child).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await readFile(home.path('sent', 'r2.md'), 'utf8')).toBe(text);
});

test('a report that a failing pass had made ready leaves no attempt behind', async () => {
  const home = await makeHome();
  for (const id of ['r1', 'r2']) await home.write(id, reportText(id));
  const gate = await makeGate(home, 'exit 7');
  const child = start(home, 'watchdog', ['--all', '--send-cmd', gate.command]);
  await gate.reached();
  await until('r2 to be ready', () => readCurrent(home, 'r2'));
  await gate.open();
  expect(await child).toMatchObject({ exitCode: 75 });
  expect((await home.names('attempts')).filter((name) => name.startsWith('r2'))).toEqual(['r2.json']);
  expect(JSON.parse(await readFile(home.path('attempts', 'r2.json'), 'utf8'))).toEqual({
    version: 1,
    report_id: 'r2',
    attempts: 0,
    failures: 0,
    unknowns: 0,
    maybeDuplicate: false,
  });
});
