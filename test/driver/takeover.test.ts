import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';

import { canInject, findHit, startWithFault } from '../faults/injection.ts';
import {
  claimOf,
  countingSend,
  killDuringSend,
  killGroup,
  linesOf,
  makeGate,
  receipt,
  sendsOf,
  start,
} from '../fixtures/send/gate.ts';
import { commandPath, makeHome, reportText, type TestHome, until } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { editCurrent, makeR1, readRecord } from './records.ts';

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
  testIf(canTrace, 'it needs strace and the right to trace')(
    'made between the two looks at a claim keeps a report that was not sent out of sent',
    async () => {
      const { home } = await makeR1();
      const command = await home.script(
        'gives-up',
        `trap 'echo gave-up >> ${home.base}/gave-up; exit 0' TERM\necho began >> ${home.base}/began\nsleep 1000 & wait`,
      );
      const args = ['--timeout', '5', '--send-cmd', `exec ${command}`];
      const robbed = start(home, 'watchdog', args);
      await until('the send', async () => (await linesOf(join(home.base, 'began'))).length > 0);
      const mark = (await claimOf(home)).replace(/run$/, 'timeout');
      await execa('touch', ['-d', '3 minutes ago', home.path('lock')]);
      const looks = 'statx,lstat,newfstatat';
      const slow = ['-e', `trace=${looks}`, '-P', mark, '-e', `inject=${looks}:delay_exit=7000000`];
      const robber = execa(
        'strace',
        ['-f', '-qq', '-o', '/dev/null', ...slow, process.execPath, commandPath('watchdog'), ...args],
        { reject: false, extendEnv: false, stdin: 'ignore', env: home.environment() },
      );
      onTestFinished(() => void robber.kill('SIGKILL'));
      await Promise.all([robbed, robber]);
      expect(await linesOf(join(home.base, 'gave-up'))).toHaveLength(1);
      expect(await home.names('sent')).toEqual([]);
      expect(await home.names('pending')).toEqual(['r1.md']);
    },
  );
});

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
    killGroup(group);
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
    killGroup(group);
    expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 75 });
    expect(await home.run('driver', ['r1', '--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual(['r1 2 1']);
  });
});

test('a report that a failing pass had made ready leaves no attempt behind', async () => {
  const home = await makeHome();
  for (const id of ['r1', 'r2']) await home.write(id, reportText(id));
  expect(await home.run('watchdog', ['--all', '--send-cmd', 'sleep 0.3; exit 7'])).toMatchObject({ exitCode: 75 });
  const names = (await home.names('attempts')).filter((name) => name.startsWith('r2'));
  for (const name of names) {
    expect(name).toBe('r2.json');
    expect(JSON.parse(await readFile(home.path('attempts', name), 'utf8'))).toEqual({
      version: 1,
      report_id: 'r2',
      attempts: 0,
      failures: 0,
      unknowns: 0,
      maybeDuplicate: false,
    });
  }
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
    await editCurrent(home, { startedAt: new Date().toISOString() });
    expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual(sends);
    expect((await home.names('attempts')).filter((name) => name !== 'owner')).toEqual([]);
  },
);
