import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { expect, onTestFinished } from 'vitest';

import { countingSend, sendsOf, start } from '../fixtures/send/gate.ts';
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
  const isFirstPending = (await home.names('pending')).includes('r1.md');
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
  const ids = (await sendsOf(home)).map((line) => line.split(' ')[0]);
  row.demand(new Set(ids).size === ids.length, 'duplicates', () => `${hit}: ${ids.join(', ')}`);
  // While the first report is not done, nothing has let the second one go.
  row.demand(!(isFirstPending && ids.includes('r2')), 'other', () => `${hit}: a send was begun after TERM`);
  return { exitCode, stdout: '', stderr: String(stderr), calls: calls(), hit: findHit(calls()) };
}

async function stateOf(hit: string): Promise<string | undefined> {
  const stat = await readFile(`/proc/${hit.split(' ')[1]}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[0];
}

testIf(process.platform === 'linux', 'watches are counted by /proc')(
  '--follow has one watch, whatever comes and goes, and ends on TERM',
  async () => {
    const home = await makeHome();
    const names = Array.from({ length: 2000 }, (_, index) => `r${index}`);
    for (const id of names) await home.write(id, reportText(id));
    const child = start(home, 'watchdog', ['--follow', '--send-cmd', 'exit 1']);
    let said = '';
    child.stderr?.on('data', (chunk) => (said += String(chunk)));
    await until('the wait after the failure', () => said.includes('next pass in'));
    expect(await countWatches(Number(child.pid))).toBe(1);
    await Promise.all(names.map((id) => rm(home.path('pending', `${id}.md`))));
    child.kill('SIGTERM');
    expect(await child).toMatchObject({ exitCode: 0 });
    expect(said.split('\n').filter((line) => line.includes('watching'))).toEqual([]);
  },
);

testIf(process.platform === 'linux', 'watches are counted by /proc')(
  '--follow watches a home whatever its path is called',
  async () => {
    const { base } = await makeHome();
    for (const name of [String.raw`back\slash`, '.subl.x.tmp', 'a blank [x] *']) {
      const home = new TestHome(join(base, name));
      await mkdir(home.base);
      const child = start(home, 'watchdog', ['--follow', '--send-cmd', 'true']);
      let said = '';
      child.stderr?.on('data', (chunk) => (said += String(chunk)));
      await until('the follower', () => said.includes('following'));
      expect([name, await countWatches(Number(child.pid))]).toEqual([name, 1]);
      child.kill('SIGTERM');
      expect(await child).toMatchObject({ exitCode: 0 });
    }
  },
);

async function countWatches(pid: number): Promise<number> {
  const infos = await readdir(`/proc/${pid}/fdinfo`);
  const texts = await Promise.all(infos.map((name) => readFile(`/proc/${pid}/fdinfo/${name}`, 'utf8').catch(() => '')));
  return texts.join('\n').match(/^inotify wd/gm)?.length ?? 0;
}
