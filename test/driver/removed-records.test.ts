import { rename, rm } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { countingSend, killDuringSend, killGroup, makeGate, sendsOf, start } from '../fixtures/send/gate.ts';
import { until } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { makeR1 } from './records.ts';

const seesSenders = process.platform === 'linux';
const reason = 'a sender without files is found by /proc';

testIf(seesSenders, reason)(
  'what says that a send is under way may be removed, all of it: none goes beside it',
  async () => {
    const { home } = await makeR1();
    const gate = await makeGate(home);
    const first = start(home, 'watchdog', ['--send-cmd', gate.command]);
    await gate.reached();
    for (const name of ['lock', 'attempts']) await rm(home.path(name), { recursive: true });
    const during = await home.run('watchdog', ['--send-cmd', countingSend(home)]);
    expect(during).toMatchObject({ exitCode: 75, stderr: expect.stringContaining('in flight r1') });
    expect(await sendsOf(home)).toEqual([]);
    await gate.open();
    await first;
    expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual(['r1 1 0', 'r1 1 1']);
  },
);

testIf(seesSenders, reason)('so may they when the report cannot be read any more', async () => {
  const { home } = await makeR1();
  const gate = await makeGate(home);
  const first = start(home, 'watchdog', ['--send-cmd', gate.command]);
  await gate.reached();
  for (const name of ['lock', 'attempts']) await rm(home.path(name), { recursive: true });
  await home.write('r1', 'x'.repeat(300 * 1024));
  const during = await home.run('watchdog', ['--send-cmd', countingSend(home)]);
  expect(during).toMatchObject({ exitCode: 75, stderr: expect.stringContaining('in flight r1') });
  await gate.open();
  await first;
});

testIf(seesSenders, reason)(
  'a sender whose claim was removed and whose pass was killed is seen, and remembered',
  async () => {
    const { home } = await makeR1();
    const gate = await makeGate(home);
    await killDuringSend(home, gate, 'watchdog', []);
    const group = await gate.reached();
    for (const name of await home.names('attempts')) if (name.endsWith('.run')) await rm(home.path('attempts', name));
    const during = await home.run('watchdog', ['--send-cmd', countingSend(home)]);
    expect(during).toMatchObject({ exitCode: 75, stderr: expect.stringContaining('in flight r1') });
    killGroup(group);
    const after = await until('the end of the sender', async () => {
      const result = await home.run('watchdog', ['--send-cmd', countingSend(home)]);
      return result.exitCode === 0 && result;
    });
    expect(after.stdout).toContain('sent r1');
    expect(await sendsOf(home)).toEqual(['r1 1 1']);
  },
);

test('an unknown outcome stays known while the report is somewhere else', async () => {
  const { home } = await makeR1();
  expect(await home.run('watchdog', ['--timeout', '0.1', '--send-cmd', 'sleep 1000'])).toMatchObject({ exitCode: 75 });
  await rename(home.path('pending', 'r1.md'), `${home.base}/r1.md`);
  expect(await home.run('watchdog', ['--send-cmd', 'true'])).toMatchObject({ exitCode: 0 });
  await rename(`${home.base}/r1.md`, home.path('pending', 'r1.md'));
  expect(await home.run('driver', ['r1', '--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
  expect(await sendsOf(home)).toEqual(['r1 2 1']);
});
