import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ResultPromise } from 'execa';
import { describe, expect, onTestFinished } from 'vitest';

import { makeR1, readRecord } from '../driver/records.ts';
import { withEnoughTime } from '../enoughTime.ts';
import { canInject } from '../faults/injection.ts';
import { countingSend, endGroup, linesOf, makeGate, receipt, sendsOf, start, suspend } from '../fixtures/send/gate.ts';
import { reportText, type TestHome, until } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { environmentOfPass } from './environmentOfPass.ts';
import { GatedPass } from './gatedPass.ts';

// Runs that broke a promise in the model of an earlier version, or would break one without a guard: each needs a pause
// between two particular calls.
const testAtCalls = testIf(canInject, 'fault injection needs Linux, a C compiler as `cc` and its headers');

describe('a pass that was robbed of its lock', () => {
  testAtCalls('before its fence was in place leaves the fence of the robber alone', async () => {
    const { home } = await makeR1();
    const robbed = gatedPass(home, 1);
    await robbed.goTo('Pass', 'rename lock');
    await robbed.goTo('Pass', 'read lock');
    const gate = await makeGate(home);
    const robber = startPass(home, 2, gate.command);
    await gate.reached();
    const fence = await readFile(home.path('attempts', 'owner'), 'utf8');
    expect(await robbed.goOn()).toMatchObject({ exitCode: 75 });
    expect(await readFile(home.path('attempts', 'owner'), 'utf8')).toBe(fence);
    await gate.open();
    expect(await robber).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual(['r1 1 0']);
  });

  // Before it is staged; and staged, behind the look at the fence.
  for (const call of ['open new record', 'rename record'])
    testAtCalls(`puts no record in the place of a newer one: ${call}`, async () => {
      const { home } = await makeR1();
      const robbed = gatedPass(home, 1);
      await robbed.goTo('Pass', call);
      const killed = `${countingSend(home)}; kill -KILL $$`;
      expect(await startPass(home, 2, killed)).toMatchObject({ exitCode: 75 });
      expect(await robbed.goOn()).toMatchObject({ exitCode: 75 });
      expect(await readRecord(home)).toMatchObject({ attempts: 1, maybeDuplicate: true });
      expect(await startPass(home, 3, countingSend(home))).toMatchObject({ exitCode: 0 });
      expect(await sendsOf(home)).toEqual(['r1 1 0', 'r1 2 1']);
    });

  testAtCalls('does not send by a sender that had been let go and had not claimed the attempt', async () => {
    const { home } = await makeR1();
    const robbed = gatedPass(home, 1);
    await robbed.goTo('Pass', 'open output');
    await robbed.make('Pass', letGo);
    await robbed.goTo('Sender', 'open claim');
    expect(await startPass(home, 2, countingSend(home))).toMatchObject({ exitCode: 0 });
    expect(await robbed.goOn()).toMatchObject({ exitCode: 75 });
    expect(await sendsOf(home)).toEqual(['r1 1 0']);
    expect(await home.names('sent')).toEqual(['r1.md']);
  });

  testAtCalls('takes no claim of the robber for the leftover that it has seen', async () => {
    const { home } = await makeR1();
    await mkdir(home.path('attempts'), { recursive: true, mode: 0o700 });
    const token = 'a'.repeat(24);
    const refused = `claim token=${token} attempt=1 deadline=2026-01-01T00:00:00.000Z boot=b ns=n pid=1\nrefused\n`;
    await writeFile(home.path('attempts', `r1.1.${token}.run`), refused);
    const robbed = gatedPass(home, 1);
    await robbed.goTo('Pass', 'unlink claim');
    await dieDuringSend(home, 2);
    expect(await robbed.goOn()).toMatchObject({ exitCode: 75 });
    await expectFlagged(home, 3);
  });

  testAtCalls('does not undo the attempt of the robber by that of an older pass', async () => {
    const { home } = await makeR1();
    const dead = gatedPass(home, 1);
    await dead.goTo('Pass', 'open output');
    await dead.kill();
    const robbed = gatedPass(home, 2);
    // It is about to write that the attempt of the dead pass was never begun.
    await robbed.goTo('Pass', 'rename record');
    await dieDuringSend(home, 3);
    expect(await robbed.goOn()).toMatchObject({ exitCode: 75 });
    await expectFlagged(home, 4);
  });
});

describe('a command that is out of time, and ends with 0 when it is told to end', () => {
  const givesUp = (home: TestHome) =>
    home.script(
      'gives-up',
      `trap 'echo told >> ${home.base}/told; exit 0' TERM\necho began >> ${home.base}/began\nsleep 1000 & wait`,
    );
  const toldOf = (home: TestHome) => linesOf(join(home.base, 'told'));

  testAtCalls('is told so when the mark of that is on the disk', async () => {
    const { home } = await makeR1();
    const pass = gatedPass(home, 1, `exec ${await givesUp(home)}`, ['--timeout', '1']);
    await pass.goTo('Pass', 'open output');
    await pass.make('Pass', letGo);
    await pass.goTo('Sender', 'read fence');
    await pass.make('Sender', ['read fence']);
    await until('the send', async () => (await linesOf(join(home.base, 'began'))).length > 0);
    await pass.goTo('Pass', 'fsync mark');
    expect(await toldOf(home)).toEqual([]);
    expect(await pass.goOn()).toMatchObject({ exitCode: 75, stderr: expect.stringContaining('unknown r1') });
    expect(await toldOf(home)).toEqual(['told']);
    expect(await home.names('sent')).toEqual([]);
  });

  // Whoever looks for the mark first finds none, and then believes the receipt.
  testAtCalls('while another pass is about to look at its claim, is not taken for a success', async () => {
    const home = await withEnoughTime(async (seconds) => {
      const { home: one } = await makeR1();
      const args = ['--timeout', String(seconds), '--send-cmd', `exec ${await givesUp(one)}`];
      const robbed = start(one, 'watchdog', args);
      await until('the send', async () => (await linesOf(join(one.base, 'began'))).length > 0);
      await suspend(robbed.pid);
      if ((await one.names('attempts')).some((name) => name.endsWith('.timeout'))) return 'too late';
      const robber = gatedPass(one, 1);
      await robber.goTo('Pass', 'read claim');
      robbed.kill('SIGCONT');
      await receipt(one, 0);
      expect(await robber.goOn()).toMatchObject({ exitCode: 75, stderr: expect.stringContaining('unknown r1') });
      await robbed;
      return one;
    });
    expect(await toldOf(home)).toEqual(['told']);
    expect(await home.names('sent')).toEqual([]);
    expect(await home.names('pending')).toEqual(['r1.md']);
  });
});

testAtCalls('that a report may have gone out stays known while it comes back from held between two looks', async () => {
  const { home } = await makeR1();
  expect(await startPass(home, 1, 'kill -KILL 0')).toMatchObject({ exitCode: 75 });
  const record = home.path('attempts', 'r1.json');
  const aged = JSON.stringify({ ...(await readRecord(home)), lastAt: '2020-01-01T00:00:00.000Z' });
  await writeFile(record, aged);
  await rename(home.path('pending', 'r1.md'), home.path('held', 'r1.md'));
  await home.write('r2', reportText('r2'));
  const pass = gatedPass(home, 2);
  await pass.goTo('Pass', 'rename lock');
  await pass.goTo('Pass', 'stat held');
  await rename(home.path('held', 'r1.md'), home.path('pending', 'r1.md'));
  expect(await pass.goOn()).toMatchObject({ exitCode: 0 });
  expect(await sendsOf(home)).toEqual(['r1 2 1', 'r2 1 0']);
});

describe('an edit that takes the place of a report when that was sent', () => {
  testAtCalls('goes to held, right before the report is taken out of pending', async () => {
    const { home, text } = await makeR1();
    const pass = gatedPass(home, 1);
    await pass.goTo('Pass', 'open output');
    await pass.make('Pass', letGo);
    await goThroughSend(pass);
    await pass.goTo('Pass', 'rename taken');
    const edit = await editR1(home);
    expect(await pass.goOn()).toMatchObject({ exitCode: 0 });
    expect(await readFile(home.path('sent', 'r1.md'), 'utf8')).toBe(text);
    expect(await readFile(home.path('held', 'r1.md'), 'utf8')).toBe(edit);
  });

  testAtCalls('goes to held by the next pass where the one that took it has died', async () => {
    const { home, text } = await makeR1();
    const dead = gatedPass(home, 1);
    await dead.goTo('Pass', 'open output');
    await dead.make('Pass', letGo);
    await goThroughSend(dead);
    await dead.goTo('Pass', 'rename taken');
    const edit = await editR1(home);
    await dead.make('Pass', ['rename taken']);
    await dead.kill();
    expect(await startPass(home, 2, countingSend(home))).toMatchObject({ exitCode: 0 });
    expect(await readFile(home.path('sent', 'r1.md'), 'utf8')).toBe(text);
    expect(await readFile(home.path('held', 'r1.md'), 'utf8')).toBe(edit);
    expect(await sendsOf(home)).toEqual(['r1 1 0']);
  });
});

const letGo = ['open output', 'read snapshot'];

/** A pass each of whose calls waits. */
function gatedPass(
  home: TestHome,
  number: number,
  sendCommand = countingSend(home),
  options: readonly string[] = [],
): GatedPass {
  const pass = new GatedPass(home, number, ['--all', '--fail-if-locked', ...options, '--send-cmd', sendCommand]);
  onTestFinished(() => pass.dispose());
  return pass;
}

/** A pass to which the lock of the one before it is old. */
function startPass(home: TestHome, number: number, sendCommand: string): ResultPromise {
  return start(home, 'watchdog', ['--all', '--send-cmd', sendCommand], { env: environmentOfPass(number) });
}

/** A pass that is killed while it sends, and its sender with it. */
async function dieDuringSend(home: TestHome, number: number): Promise<void> {
  const gate = await makeGate(home);
  const pass = startPass(home, number, gate.command);
  const group = await gate.reached();
  pass.kill('SIGKILL');
  await pass;
  await endGroup(group);
}

/** An unknown outcome, and a send that says so. */
async function expectFlagged(home: TestHome, number: number): Promise<void> {
  expect(await startPass(home, number, countingSend(home))).toMatchObject({
    exitCode: 75,
    stderr: expect.stringContaining('unknown r1'),
  });
  expect(await startPass(home, number + 1, countingSend(home))).toMatchObject({ exitCode: 0 });
  expect(await sendsOf(home)).toEqual(['r1 2 1']);
}

async function goThroughSend(pass: GatedPass): Promise<void> {
  // The claim, then the receipt.
  for (let write = 0; write < 2; write += 1) {
    await pass.goTo('Sender', 'write claim');
    await pass.make('Sender', ['write claim']);
  }
}

async function editR1(home: TestHome): Promise<string> {
  const edit = reportText('r1', {}, 'the edit\n');
  await writeFile(join(home.base, 'edit'), edit);
  await rename(join(home.base, 'edit'), home.path('pending', 'r1.md'));
  return edit;
}
