import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { expect, onTestFinished } from 'vitest';

import { countingSend, linesOf, makeGate, receipt, sendsOf } from '../fixtures/send/gate.ts';
import { commandPath, makeHome, reportText, type TestHome, until } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { expectRow, isFull, skipRow } from './campaign.ts';
import { judgeDrained } from './judge.ts';

const enter = ['--pid', '--fork', '--mount-proc', '--kill-child'];
const canUnshare = (await execa('unshare', [...enter, 'true'], { reject: false })).exitCode === 0;
const reason = 'it needs unshare and the right to make PID namespaces';

interface Elsewhere {
  /** Kills the watchdog there; its sender lives on. */
  kill: () => Promise<void>;
  /** Ends the namespace, and with it all that runs there. */
  end: () => Promise<void>;
}

/** A watchdog in a PID namespace of its own, as in a container, on the same home under the same host name. */
function startElsewhere(home: TestHome, command: string): Elsewhere {
  // The shell is the first process there: what runs there ends with it.
  const script = '"$0" "$@" & wait; echo > "$HOME/over"; exec sleep 1000';
  const args = [process.execPath, commandPath('watchdog'), '--timeout', '300', '--send-cmd', command];
  const child = execa('unshare', [...enter, 'sh', '-c', script, ...args], {
    reject: false,
    extendEnv: false,
    stdin: 'ignore',
    env: home.environment(),
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    kill: async () => {
      process.kill(await findWatchdog(home), 'SIGKILL');
      await until('its end', async () => (await linesOf(join(home.base, 'over'))).length === 0 && (await isOver(home)));
    },
    end: async () => {
      child.kill('SIGKILL');
      await child;
    },
  };
}

async function isOver(home: TestHome): Promise<boolean> {
  return (await readdir(home.base)).includes('over');
}

// Its pid as it is here.
async function findWatchdog(home: TestHome): Promise<number> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const text = (name: string) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '');
    const isOurs = (await text('environ')).includes(`OWNER_REPORT_HOME=${home.dir}\0`);
    if (isOurs && (await text('cmdline')).startsWith(`${process.execPath}\0`)) return Number(pid);
  }
  throw new Error('no watchdog');
}

async function makeR1(): Promise<TestHome> {
  const home = await makeHome();
  await home.write('r1', reportText('r1'));
  return home;
}

function pass(home: TestHome) {
  return home.run('watchdog', ['--send-cmd', countingSend(home)]);
}

async function ageLock(home: TestHome): Promise<void> {
  const longAgo = new Date('2020-01-01');
  await utimes(home.path('lock'), longAgo, longAgo);
}

testIf(canUnshare, reason)('two PID namespaces under one host name share a home', () =>
  expectRow('namespaces', async (row) => {
    for (let round = 0; round < (isFull ? 5 : 1); round += 1)
      for (const fate of [leaveLockAlone, believeReceipt, giveUpDead]) {
        const home = await fate();
        row.add('rounds');
        await judgeDrained(row, home, ['r1'], fate.name);
      }
  }),
);

if (!canUnshare) skipRow('namespaces', reason);

/** A living lock of another PID namespace is left alone. */
async function leaveLockAlone(): Promise<TestHome> {
  const home = await makeR1();
  const gate = await makeGate(home);
  const elsewhere = startElsewhere(home, gate.command);
  await gate.reached();
  const here = await pass(home);
  expect(here).toMatchObject({ exitCode: 0, stdout: '' });
  expect(here.stderr).toMatch(/locked by process \d+ on .*, since .*cannot be told from here/);
  await gate.open();
  await until('the commit', async () => (await home.names('sent')).length === 1);
  await until('its end', () => isOver(home));
  expect(await gate.sends()).toEqual(['r1 1 0']);
  await elsewhere.end();
  return home;
}

/** A living sender of another PID namespace is waited for, and its receipt believed. */
async function believeReceipt(): Promise<TestHome> {
  const home = await makeR1();
  const gate = await makeGate(home);
  const elsewhere = startElsewhere(home, gate.command);
  await gate.reached();
  await elsewhere.kill();
  // The lock of a dead one there gives no sign of life any more.
  expect(await pass(home)).toMatchObject({ exitCode: 0, stdout: '' });
  await ageLock(home);
  expect(await pass(home)).toMatchObject({ exitCode: 75, stderr: expect.stringContaining('in flight r1') });
  await gate.open();
  await receipt(home, 0);
  expect(await pass(home)).toMatchObject({ exitCode: 0 });
  expect(await gate.sends()).toEqual(['r1 1 0']);
  await elsewhere.end();
  return home;
}

/** A sender that died with its PID namespace is unknown once its time is over. */
async function giveUpDead(): Promise<TestHome> {
  const home = await makeR1();
  const gate = await makeGate(home);
  const elsewhere = startElsewhere(home, gate.command);
  await gate.reached();
  await elsewhere.end();
  await ageLock(home);
  expect(await pass(home)).toMatchObject({ exitCode: 75, stderr: expect.stringContaining('in flight r1') });
  const path = home.path('attempts', 'r1.json');
  const record = await readFile(path, 'utf8');
  await writeFile(path, record.replace(/"deadline":"[^"]*"/, '"deadline":"2020-01-01T00:00:00.000Z"'));
  expect(await pass(home)).toMatchObject({ exitCode: 75, stderr: expect.stringContaining('another PID namespace') });
  expect(await home.run('driver', ['r1', '--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
  expect(await sendsOf(home)).toEqual(['r1 2 1']);
  return home;
}
