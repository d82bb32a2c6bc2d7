import { link, readFile, rename, rm, utimes } from 'node:fs/promises';

import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';

import { canInject, continueFrom, runWithFault, startWithFault, untilStopped } from '../faults/injection.ts';
import {
  claimOf,
  countingSend,
  killDuringSend,
  killGroup,
  makeGate,
  sendsOf,
  start,
  suspend,
} from '../fixtures/send/gate.ts';
import { type TestHome, until } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { writeConfig } from '../watchdog/routes.ts';
import { makeR1, readRecord } from './records.ts';

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

testIf(seesSenders, reason)(
  'a sender that is seen so has the time of its own route, not that of the top level',
  async () => {
    const { home } = await makeR1();
    const gate = await makeGate(home);
    const route = { name: 'a', match: {}, sendCommand: gate.command, timeoutSeconds: 3600 };
    await writeConfig(home, { timeoutSeconds: 60, routes: [route] });
    const first = start(home, 'watchdog', []);
    await gate.reached();
    for (const name of ['lock', 'attempts']) await rm(home.path(name), { recursive: true });
    expect(await home.run('watchdog', [])).toMatchObject({ exitCode: 75 });
    const { current } = (await readRecord(home)) as unknown as { current: { startedAt: string; deadline: string } };
    expect(Date.parse(current.deadline) - Date.parse(current.startedAt)).toBe(3_600_000);
    await gate.open();
    await first;
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

/** Removes `attempts/` while a sender is at its gate, and lets it go on to its end. */
async function removeDuringSend(home: TestHome, open: () => Promise<void>): Promise<void> {
  // By another name the claim outlives its directory, and tells when the sender has ended.
  const claim = `${home.base}/claim`;
  await link(await claimOf(home), claim);
  await rm(home.path('attempts'), { recursive: true });
  await open();
  await until('the receipt', async () => (await readFile(claim, 'utf8')).includes('exit 0\n'));
}

test('a send is remembered when attempts/ was removed during it, its pass was killed and its sender has ended', async () => {
  const { home } = await makeR1();
  const gate = await makeGate(home);
  await killDuringSend(home, gate, 'watchdog', []);
  await removeDuringSend(home, gate.open);
  expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
  expect(await sendsOf(home)).toEqual(['r1 1 0', 'r1 2 1']);
});

test('so it is by the pass that robs a suspended one of its lock', async () => {
  const { home } = await makeR1();
  const gate = await makeGate(home);
  const suspended = start(home, 'watchdog', ['--send-cmd', gate.command]);
  await gate.reached();
  await suspend(suspended.pid);
  await removeDuringSend(home, gate.open);
  const longAgo = new Date('2020-01-01');
  await utimes(home.path('lock'), longAgo, longAgo);
  expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
  expect(await sendsOf(home)).toEqual(['r1 1 0', 'r1 2 1']);
  suspended.kill('SIGCONT');
  expect(await suspended).toMatchObject({ stderr: expect.stringContaining('another pass took over') });
});

test('a pass that was robbed puts no fence back, also when its robber has ended', async () => {
  const { home } = await makeR1();
  const gate = await makeGate(home);
  const suspended = start(home, 'watchdog', ['--send-cmd', gate.command]);
  await gate.reached();
  await suspend(suspended.pid);
  const longAgo = new Date('2020-01-01');
  await utimes(home.path('lock'), longAgo, longAgo);
  const robber = await home.run('watchdog', ['--send-cmd', countingSend(home)]);
  expect(robber).toMatchObject({ exitCode: 75, stderr: expect.stringContaining('in flight r1') });
  await removeDuringSend(home, gate.open);
  suspended.kill('SIGCONT');
  expect(await suspended).toMatchObject({ stderr: expect.stringContaining('another pass took over') });
  expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
  expect(await sendsOf(home)).toEqual(['r1 1 0', 'r1 2 1']);
});

test('what stands in the place of last-send.json stops no send', async () => {
  const { home } = await makeR1();
  await execa('mkfifo', [home.path('last-send.json')]);
  expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
  expect(await sendsOf(home)).toEqual(['r1 1 0']);
});

testIf(seesSenders && canInject, `${reason}; fault injection needs a C compiler as \`cc\` and its headers`)(
  'a pass that has not looked at everything yet when attempts/ is removed sends nothing beside what it would have seen',
  async () => {
    const leaveSender = async () => {
      const { home } = await makeR1();
      const gate = await makeGate(home);
      await killDuringSend(home, gate, 'watchdog', []);
      return { home, gate, args: ['--send-cmd', countingSend(home)] };
    };
    const usual = await leaveSender();
    const { calls } = await runWithFault(usual.home, { at: 0, effect: 'STOP' }, 'watchdog', usual.args);
    // The call behind the one that puts up the fence.
    const at = calls.findIndex((line) => / rename \S+\/attempts\/owner$/.test(line)) + 2;
    expect(at).toBeGreaterThan(1);
    const { home, gate, args } = await leaveSender();
    const pass = startWithFault(home, { at, effect: 'STOP' }, 'watchdog', args);
    const hit = await untilStopped(pass);
    await rm(home.path('attempts'), { recursive: true });
    continueFrom(hit);
    expect(await pass.child).toMatchObject({
      exitCode: 74,
      stderr: expect.stringContaining('somebody has removed it'),
    });
    expect(await home.run('watchdog', args)).toMatchObject({
      exitCode: 75,
      stderr: expect.stringContaining('in flight'),
    });
    expect(await sendsOf(home)).toEqual([]);
    await gate.open();
    await until('the end of the sender', async () => (await home.run('driver', ['r1', ...args])).exitCode === 0);
    expect(await sendsOf(home)).toEqual(['r1 1 0', 'r1 1 1']);
  },
);

testIf(seesSenders && canInject, `${reason}; fault injection needs a C compiler as \`cc\` and its headers`)(
  'a sender that has made its claim and not begun its command yet is seen when attempts/ is removed',
  async () => {
    const usual = await makeR1();
    const args = (home: TestHome) => ['--send-cmd', countingSend(home)];
    const { calls } = await runWithFault(usual.home, { at: 0, effect: 'STOP' }, 'watchdog', args(usual.home));
    const at = calls.findIndex((line) => / write \S+\.run$/.test(line)) + 1;
    expect(at).toBeGreaterThan(0);
    const { home } = await makeR1();
    const pass = startWithFault(home, { at, effect: 'STOP' }, 'watchdog', args(home));
    const hit = await untilStopped(pass);
    const group = Number(hit.split(' ')[1]);
    onTestFinished(() => killGroup(group));
    pass.child.kill('SIGKILL');
    await pass.child;
    await rm(home.path('attempts'), { recursive: true });
    const during = await home.run('watchdog', args(home));
    expect(during).toMatchObject({ exitCode: 75, stderr: expect.stringContaining('in flight r1') });
    continueFrom(hit);
    await until('the end of the sender', async () => (await home.run('driver', ['r1', ...args(home)])).exitCode === 0);
    expect(await sendsOf(home)).toEqual(['r1 1 1']);
  },
);
