import { readFile, rename, rm } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { editCurrent, makeR1 } from '../driver/records.ts';
import { killDuringSend, endGroup, makeGate } from '../fixtures/send/gate.ts';
import type { TestHome } from '../harness.ts';

// Each pass that does more than look writes its own token there.
function newestPass(home: TestHome): Promise<string> {
  return readFile(home.path('attempts', 'owner'), 'utf8');
}

async function isPassMade(home: TestHome): Promise<boolean> {
  const before = await newestPass(home);
  expect(await home.run('watchdog', ['--send-cmd', 'true'])).toMatchObject({ exitCode: 0, stderr: '' });
  return (await newestPass(home)) !== before;
}

describe('over an empty queue', () => {
  test('what is only remembered of a held report costs no pass', async () => {
    const { home } = await makeR1();
    expect(await home.run('watchdog', ['--send-cmd', 'false'])).toMatchObject({ exitCode: 75 });
    await home.run('watchdog', ['hold', 'r1', '--reason', 'x']);
    expect(await home.names('attempts')).toEqual(['owner', 'r1.json']);
    expect(await isPassMade(home)).toBe(false);
    expect(await home.names('attempts')).toEqual(['owner', 'r1.json']);
  });

  test('neither does what may have gone out, of a report that is somewhere else', async () => {
    const { home } = await makeR1();
    await home.run('watchdog', ['--timeout', '0.1', '--send-cmd', 'sleep 1000']);
    await rename(home.path('pending', 'r1.md'), `${home.base}/r1.md`);
    expect(await isPassMade(home)).toBe(false);
  });

  test('the record of a report that is gone is removed by one', async () => {
    const { home } = await makeR1();
    await home.run('watchdog', ['--send-cmd', 'false']);
    await rm(home.path('pending', 'r1.md'));
    expect(await isPassMade(home)).toBe(true);
    expect(await home.names('attempts')).toEqual(['owner']);
    expect(await isPassMade(home)).toBe(false);
  });

  test('an attempt whose outcome is not on record is settled by one', async () => {
    const { home } = await makeR1();
    await endGroup(await killDuringSend(home, await makeGate(home), 'watchdog', []));
    await editCurrent(home, { bootId: 'another' });
    await rename(home.path('pending', 'r1.md'), `${home.base}/r1.md`);
    const settled = await home.run('watchdog', ['--send-cmd', 'true']);
    expect(settled.stderr).toContain('unknown r1');
    expect(await isPassMade(home)).toBe(false);
  });
});
