import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { execa, type ResultPromise } from 'execa';
import { expect, onTestFinished } from 'vitest';

import { countingSend, linesOf, makeGate, sendsOf, start } from '../fixtures/send/gate.ts';
import { commandPath, makeHome, reportText, TestHome, until } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { expectRow, isFull, type Row, skipRow } from './campaign.ts';
import { atCalls, canInject, type Fault, type Faulted, findHit, startWithFault } from './injection.ts';

// It makes a call fail that no library of ours stands in the way of.
const canTrace = (await execa('strace', ['-f', '-o', '/dev/null', 'true'], { reject: false })).exitCode === 0;

testIf(canTrace, 'it needs strace and the right to trace')(
  '--follow polls where no watch can be had, and ends on TERM',
  async () => {
    const home = await makeHome();
    await home.produce(['--report-id', 'r1']);
    const log = `${home.base}/trace`;
    const inject = ['-e', 'trace=inotify_init1', '-e', 'inject=inotify_init1:error=EMFILE'];
    const follow = [process.execPath, commandPath('watchdog'), '--follow', '--send-cmd', 'true'];
    // -D keeps strace out of the way of the signal.
    const child = execa('strace', ['-D', '-f', '-qq', ...inject, '-o', log, ...follow], {
      reject: false,
      extendEnv: false,
      stdin: 'ignore',
      env: home.environment(),
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    await until('the report', async () => (await home.names('sent')).includes('r1.md'));
    child.kill('SIGTERM');
    const result = await child;
    expect(result).toMatchObject({ exitCode: 0 });
    expect(result.stderr).toContain('EMFILE');
    expect(result.stderr).toContain('it is polled every 30 s');
  },
);

testIf(canInject, 'fault injection needs Linux, a C compiler as `cc` and its headers')(
  '--follow told to end at any call begins no other send',
  async () => {
    await expectRow('told-to-end', async (row) => {
      const sample = isFull ? {} : { every: 7, offset: 3 };
      const fired = await atCalls('STOP', sample, (fault) => tellToEnd(row, fault));
      row.add('injections', fired);
      expect(fired).toBeGreaterThan(isFull ? 30 : 2);
    });
  },
);

if (!canInject) skipRow('told-to-end', 'no fault injection');

// A follower of two reports is suspended at a call, gets TERM, and goes on: the signal comes in the middle of what it
// did.
async function tellToEnd(row: Row, fault: Fault): Promise<Faulted> {
  const home = await makeHome();
  for (const id of ['r1', 'r2']) await home.write(id, reportText(id));
  const follow = ['--follow', '--send-cmd', countingSend(home)];
  const { child, calls } = startWithFault(home, fault, 'watchdog', follow);
  onTestFinished(() => void child.kill('SIGKILL'));
  const settled = async () => (await home.names('sent')).length === 2 && (await home.names('attempts')).length <= 1;
  const hit = await until('the stop, or the end of the queue', async () => {
    const line = findHit(calls());
    if (line !== undefined) return (await stateOf(line)) === 'T' && line;
    return (await settled()) && 'none';
  });
  row.add('rounds');
  child.kill('SIGTERM');
  let isOver = false;
  void child.then(() => (isOver = true));
  // The last calls are made after the queue has ended: the stop may come only now.
  await until('the end', async () => {
    const line = findHit(calls());
    if (line !== undefined && (await stateOf(line)) === 'T') process.kill(Number(line.split(' ')[1]), 'SIGCONT');
    return isOver;
  });
  const { exitCode, signal, stderr } = await child;
  row.demand(exitCode === 0, 'other', () => `${hit}: exit ${exitCode ?? signal}: ${String(stderr)}`);
  const ids = (await sendsOf(home)).map((line) => String(line.split(' ')[0]));
  row.demand(new Set(ids).size === ids.length, 'duplicates', () => `${hit}: ${ids.join(', ')}`);
  // Its output file is the last that is made for a send before it is let go.
  const begun = (id: string) => (line: string) =>
    line.includes(`node open ${home.path('attempts', id)}.`) && line.includes('.output');
  const before = hit === 'none' ? calls() : calls().slice(0, calls().indexOf(hit));
  for (const id of ids)
    row.demand(before.some(begun(id)), 'other', () => `${hit}: the send of ${id} was begun after TERM`);
  const left = (await home.names('attempts')).filter((name) => name.endsWith('.json'));
  for (const name of left) {
    const record = await readFile(home.path('attempts', name), 'utf8');
    row.demand(!record.includes('"current"'), 'other', () => `${hit}: left behind: ${record}`);
  }
  return { exitCode, stdout: '', stderr: String(stderr), calls: calls(), hit: findHit(calls()) };
}

async function stateOf(hit: string): Promise<string | undefined> {
  const stat = await readFile(`/proc/${hit.split(' ')[1]}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[0];
}

testIf(process.platform === 'linux', 'watches are counted by /proc')(
  '--follow has one watch while it waits and none in a pass, whatever comes and goes, and ends on TERM',
  async () => {
    const home = await makeHome();
    const gate = await makeGate(home);
    const { child, said } = await startFollower(home, gate.command);
    for (const round of [1, 2, 3]) {
      await until('the watch', async () => (await countWatches(child)) === 1);
      const names = Array.from({ length: 200 }, (_, index) => `r${round}-${String(index).padStart(3, '0')}`);
      for (const id of names) await home.write(id, reportText(id));
      await until('the send', async () => (await linesOf(join(home.base, 'at-gate'))).length === round);
      expect(await countWatches(child)).toBe(0);
      // All but the one that is sent, and the one that is made ready, leave while it is sent.
      await Promise.all(names.slice(2).map((id) => rm(home.path('pending', `${id}.md`))));
      await rm(home.path('pending', `${names[1]}.md`));
      await gate.open();
      await until('the end of the pass', async () => (await home.names('sent')).length === round);
    }
    await until('the watch', async () => (await countWatches(child)) === 1);
    child.kill('SIGTERM');
    expect(await child).toMatchObject({ exitCode: 0 });
    expect(said().filter((line) => line.includes('watching'))).toEqual([]);
  },
);

testIf(process.platform === 'linux', 'watches are counted by /proc')(
  '--follow watches a home whatever its path is called',
  async () => {
    const { base } = await makeHome();
    for (const name of [String.raw`back\slash`, '.subl.x.tmp', 'a blank [x] *']) {
      const home = new TestHome(join(base, name));
      await mkdir(home.base);
      const { child } = await startFollower(home, 'true');
      await until(`the watch of ${name}`, async () => (await countWatches(child)) === 1);
      await home.produce(['--report-id', 'r1']);
      await until('the report', async () => (await home.names('sent')).includes('r1.md'));
      child.kill('SIGTERM');
      expect(await child).toMatchObject({ exitCode: 0 });
    }
  },
);

async function startFollower(home: TestHome, command: string): Promise<{ child: ResultPromise; said: () => string[] }> {
  const child = start(home, 'watchdog', ['--follow', '--send-cmd', command]);
  let said = '';
  child.stderr?.on('data', (chunk) => (said += String(chunk)));
  await until('the follower', () => said.includes('following'));
  return { child, said: () => said.split('\n') };
}

async function countWatches({ pid }: ResultPromise): Promise<number> {
  const infos = await readdir(`/proc/${pid}/fdinfo`);
  const texts = await Promise.all(infos.map((name) => readFile(`/proc/${pid}/fdinfo/${name}`, 'utf8').catch(() => '')));
  return texts.join('\n').match(/^inotify wd/gm)?.length ?? 0;
}
