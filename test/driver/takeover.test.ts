import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';

import { withEnoughTime } from '../enoughTime.ts';
import { canInject, findHit, runWithFault, startWithFault } from '../faults/injection.ts';
import {
  claimOf,
  countingSend,
  endGroup,
  killDuringSend,
  killGroup,
  linesOf,
  makeGate,
  receipt,
  sendsOf,
  start,
  suspend,
} from '../fixtures/send/gate.ts';
import { commandPath, type TestHome, until } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { makeR1, readRecord } from './records.ts';

const canTrace = (await execa('strace', ['-f', '-o', '/dev/null', 'true'], { reject: false })).exitCode === 0;

describe('a mark of a time-out', () => {
  test('that another pass has made outranks the exit 0 of our own command', async () => {
    const { home } = await makeR1();
    const gate = await makeGate(home);
    const pass = start(home, 'watchdog', ['--send-cmd', gate.command]);
    await gate.reached();
    await writeFile((await claimOf(home)).replace(/run$/, 'timeout'), '');
    await gate.open();
    expect(await pass).toMatchObject({ exitCode: 75, stderr: expect.stringContaining('unknown r1') });
    expect(await home.names('sent')).toEqual([]);
  });

  test('outranks the receipt of an attempt whose pass has died', async () => {
    const { home } = await makeR1();
    const gate = await makeGate(home);
    await killDuringSend(home, gate, 'watchdog', []);
    await gate.open();
    await receipt(home, 0);
    await writeFile((await claimOf(home)).replace(/run$/, 'timeout'), '');
    expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 75 });
    expect(await home.names('sent')).toEqual([]);
  });

  // A command that is told to end and ends with 0 has sent nothing. Here it is told so by its own pass, between the two
  // looks that the pass which robbed that one takes at the claim.
  testIf(canInject, 'it needs Linux, a C compiler as `cc` and its headers')(
    'is on the disk, with its name, before the receipt that the TERM brings about',
    async () => {
      const calls = await withEnoughTime(async (seconds) => {
        const { home } = await makeR1();
        const began = join(home.base, 'began');
        const args = [
          '--timeout',
          String(seconds),
          '--send-cmd',
          `trap 'exit 0' TERM; : > ${began}; sleep 1000 & wait`,
        ];
        const faulted = await runWithFault(home, { at: 0, effect: 'KILL' }, 'watchdog', args);
        return (await readdir(home.base)).includes('began') ? faulted.calls : 'too late';
      });
      const mark = calls.findIndex((line) => / open \S+\.timeout$/.test(line));
      const answer = calls.findLastIndex((line) => / write \S+\.run$/.test(line));
      expect(mark).toBeGreaterThan(0);
      const between = calls.slice(mark, answer).filter((line) => line.includes(' fsync '));
      expect(between.map((line) => line.replace(/^.*(?=\/attempts|\.timeout)/, ''))).toEqual(['.timeout', '/attempts']);
    },
  );

  testIf(canTrace, 'it needs strace and the right to trace')(
    'made between the two looks at a claim keeps a report that was not sent out of sent',
    async () => {
      const { home } = await makeR1();
      const gaveUp = join(home.base, 'gave-up');
      const command = await home.script(
        'gives-up',
        `trap 'echo gave-up >> ${gaveUp}; exit 0' TERM\necho began >> ${home.base}/began\nsleep 1000 & wait`,
      );
      const args = ['--timeout', '10', '--send-cmd', `exec ${command}`];
      const robbed = start(home, 'watchdog', args);
      await until('the send', async () => (await linesOf(join(home.base, 'began'))).length > 0);
      // Its time runs, and it can neither use it nor show a sign of life.
      await suspend(robbed.pid);
      const mark = (await claimOf(home)).replace(/run$/, 'timeout');
      await execa('touch', ['-d', '3 minutes ago', home.path('lock')]);
      const { robber, goOn } = await robAndStopAt(home, mark, args);
      // Behind its first look, and nothing has been said yet.
      expect(await linesOf(gaveUp)).toEqual([]);
      process.kill(robbed.pid as number, 'SIGCONT');
      await receipt(home, 0);
      goOn();
      await Promise.all([robbed, robber]);
      expect(await linesOf(gaveUp)).toHaveLength(1);
      expect(await home.names('sent')).toEqual([]);
      expect(await home.names('pending')).toEqual(['r1.md']);
    },
  );
});

/** Starts a pass that is stopped as soon as it has looked whether `path` is there. */
async function robAndStopAt(
  home: TestHome,
  path: string,
  args: string[],
): Promise<{ robber: Promise<unknown>; goOn: () => void }> {
  const looks = 'statx,lstat,newfstatat';
  const trace = join(home.base, 'trace');
  const stop = ['-e', `trace=${looks}`, '-P', path, '-e', `inject=${looks}:signal=SIGSTOP:when=1`];
  const robber = execa(
    'strace',
    ['-f', '-qq', '-o', trace, ...stop, process.execPath, commandPath('watchdog'), ...args],
    { reject: false, extendEnv: false, stdin: 'ignore', env: home.environment() },
  );
  onTestFinished(() => void robber.kill('SIGKILL'));
  const pid = await until('the look', async () => {
    const stopped = (await linesOf(trace)).find((line) => line.includes('--- stopped by SIGSTOP ---'));
    return stopped === undefined ? undefined : Number.parseInt(stopped, 10);
  });
  return { robber, goOn: () => process.kill(pid, 'SIGCONT') };
}

testIf(canInject, 'fault injection needs Linux, a C compiler as `cc` and its headers')(
  'a sender that is told to end before its command runs ends without it',
  async () => {
    const calls = async (at: number, atStop: (pid: number) => void): Promise<TestHome> => {
      const { home } = await makeR1();
      const faulty = startWithFault(home, { at, effect: 'STOP' }, 'watchdog', ['--send-cmd', countingSend(home)]);
      let isOver = false;
      void faulty.child.then(() => (isOver = true));
      await until('the stop or the end', () => isOver || findHit(faulty.calls()) !== undefined);
      if (!isOver) atStop(Number(findHit(faulty.calls())?.split(' ')[1]));
      await faulty.child;
      await writeFile(join(home.base, 'calls'), faulty.calls().join('\n'));
      return home;
    };
    // The call by which the sending shell makes its claim.
    const lines = await linesOf(join((await calls(0, () => {})).base, 'calls'));
    const claims = lines.findIndex((line) => / open \S+\.run$/.test(line)) + 1;
    expect(claims).toBeGreaterThan(0);
    const home = await calls(claims, (pid) => {
      process.kill(-pid, 'SIGTERM');
      process.kill(-pid, 'SIGCONT');
    });
    expect(await sendsOf(home)).toEqual([]);
    expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual(['r1 2 0']);
  },
);

testIf(canTrace, 'it needs strace and the right to trace')(
  'a sender that does not end by KILL is given up',
  async () => {
    const { home } = await makeR1();
    const group = join(home.base, 'group');
    onTestFinished(async () => killGroup(Number(await readFile(group, 'utf8'))));
    const inject = ['-e', 'trace=kill', '-e', 'inject=kill:error=EPERM'];
    const args = ['--timeout', '1', '--send-cmd', `echo $PPID > ${group}; exec sleep 1000`];
    // -D keeps the tracer out of the way: it lives as long as the sender.
    const trace = ['-D', '-f', '-qq', '-o', '/dev/null', ...inject];
    const pass = execa('strace', [...trace, process.execPath, commandPath('watchdog'), ...args], {
      reject: false,
      extendEnv: false,
      stdin: 'ignore',
      env: home.environment(),
    });
    let said = '';
    pass.stderr.on('data', (chunk) => (said += String(chunk)));
    let exitCode: number | null | undefined;
    pass.once('exit', (code) => (exitCode = code));
    await until('the end of the pass', () => exitCode !== undefined);
    expect([exitCode, said]).toEqual([75, expect.stringContaining('none by KILL')]);
    expect((await readRecord(home)).current).toBeUndefined();
    expect(await home.run('driver', ['r1', '--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual(['r1 2 1']);
  },
);

describe('a record that was removed while its pass was dead', () => {
  async function loseRecord() {
    const { home } = await makeR1();
    const gate = await makeGate(home);
    const group = await killDuringSend(home, gate, 'watchdog', []);
    await rm(home.path('attempts', 'r1.json'));
    return { home, gate, group };
  }

  test('is made anew from the claim: its sender is waited for and its receipt committed', async () => {
    const { home, gate } = await loseRecord();
    const during = await home.run('watchdog', ['--send-cmd', countingSend(home)]);
    expect(during).toMatchObject({ exitCode: 75, stderr: expect.stringContaining('in flight r1') });
    await rm(home.path('attempts', 'r1.json'));
    await gate.open();
    await receipt(home, 0);
    expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual(['r1 1 0']);
  });

  test('costs no flag when its sender died, too', async () => {
    const { home, group } = await loseRecord();
    await endGroup(group);
    expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 75 });
    expect(await home.run('driver', ['r1', '--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual(['r1 2 1']);
  });
});

test.each([
  [0, ['r1 1 0']],
  [143, ['r1 1 0', 'r1 2 1']],
])(
  'an attempt of an earlier version, whose claim has no token in its name, is settled: exit %s',
  async (code, sends) => {
    const { home } = await makeR1();
    const gate = await makeGate(home, `exit ${code}`);
    await killDuringSend(home, gate, 'watchdog', []);
    await gate.open();
    await receipt(home, code);
    const claim = await claimOf(home);
    await rename(claim, join(dirname(claim), 'r1.1.run'));
    expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual(sends);
    expect((await home.names('attempts')).filter((name) => name !== 'owner')).toEqual([]);
  },
);
