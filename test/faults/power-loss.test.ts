import { readFile, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { execa } from 'execa';
import { afterAll, expect } from 'vitest';

import { countingSend } from '../fixtures/send/gate.ts';
import { makeHome, reportText, until, type Command, type TestHome } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { expectRow, isFull, skipRow, type Row } from './campaign.ts';
import { Disk } from './disk.ts';
import { canInject, findHit, startWithFault } from './injection.ts';
import { drainByHand, judgeDrained, judgeSent, judgeVisible } from './judge.ts';

const made = canInject ? Disk.make() : 'no injector: it needs Linux and a C compiler';
const disk = typeof made === 'string' ? undefined : made;
if (typeof made === 'string') skipRow('power-loss', made);
afterAll(() => disk?.remove());

const fields = ['--team', 't', '--worker', 'w', '--task-id', 'job', '--status', 'normal', '--done', 'x'];

testIf(disk !== undefined, typeof made === 'string' ? made : '')(
  'a disk that loses its power keeps every acknowledged report, whole',
  () =>
    expectRow('power-loss-enqueue', async (row) => {
      // In a new home, and in one that others have used.
      for (const before of [[], ['a1', 'a2']])
        for (let at = isFull ? 1 : 4; await cutEnqueue(row, at, before); at += isFull ? 1 : 5);
      expect(row.counts.rounds).toBeGreaterThan(isFull ? 20 : 3);
    }),
);

testIf(disk !== undefined, typeof made === 'string' ? made : '')(
  'a disk that loses its power during a delivery loses nothing and repeats nothing unflagged',
  () =>
    expectRow('power-loss-deliver', async (row) => {
      for (let at = isFull ? 1 : 7; await cutDelivery(row, at); at += isFull ? 1 : 25);
      expect(row.counts.rounds).toBeGreaterThan(isFull ? 40 : 2);
    }),
);

/** Power fails at a call of a producer, and behind its end when there is no such call; others have ended `before`. */
async function cutEnqueue(row: Row, at: number, before: readonly string[]): Promise<boolean> {
  const home = await makeHomeOnDisk();
  for (const id of before) await home.produce(['--report-id', id]);
  const wasCut = await cutAt(row, home, at, 'producer', [...fields, '--report-id', 'r1']);
  const acknowledged = wasCut ? before : [...before, 'r1'];
  const where = `power cut at call ${at}`;
  await judgeVisible(row, home, where);
  const names = await home.names('pending');
  for (const id of acknowledged) row.demand(names.includes(`${id}.md`), 'lost', () => `${where}: ${id}`);
  const retry = await home.run('producer', [...fields, '--report-id', 'r1']);
  row.demand(retry.exitCode === 0, 'other', () => `${where}: retry: ${String(retry.stderr)}`);
  await judgeVisible(row, home, where);
  return wasCut;
}

async function cutDelivery(row: Row, at: number): Promise<boolean> {
  const home = await makeHomeOnDisk();
  const ids = ['20261121T101101000Z-a', '20261121T101102000Z-b'];
  for (const id of ids) await home.write(id, reportText(id));
  await disk?.settle();
  const wasCut = await cutAt(row, home, at, 'watchdog', ['--all', '--send-cmd', countingSend(home)]);
  const where = `power cut at call ${at}`;
  await judgeSent(row, home, where);
  await startAnotherBoot(home);
  await drainByHand(home, countingSend(home));
  await judgeDrained(row, home, ids, where);
  return wasCut;
}

/** @returns whether there was such a call; without it the power is cut when the command has ended. */
async function cutAt(row: Row, home: TestHome, at: number, command: Command, args: string[]): Promise<boolean> {
  const fault = startWithFault(home, { at, effect: 'STOP' }, command, args);
  let ended = false;
  void fault.child.then(() => (ended = true));
  await until('the stop or the end', async () => ended || (await isStopped(findHit(fault.calls()))));
  await disk?.cutPower();
  row.add('rounds');
  row.add('kills');
  fault.child.kill('SIGKILL');
  for (const line of fault.calls()) await killOurs(Number(line.split(' ')[1]), home);
  await fault.child;
  await disk?.restore();
  return findHit(fault.calls()) !== undefined;
}

/** A home on the disk; what is sent, and all else of the test, is noted elsewhere. */
async function makeHomeOnDisk(): Promise<TestHome> {
  const home = await makeHome();
  return Object.assign(home, { dir: join(disk?.mountPoint ?? '', basename(home.base)) });
}

/** What a restart changes: no attempt of before is of this boot. And the lock has had its 60 s. */
async function startAnotherBoot(home: TestHome): Promise<void> {
  await utimes(home.path('lock'), 1, 1).catch(() => {});
  for (const name of await home.names('attempts')) {
    if (!name.endsWith('.json')) continue;
    const record = JSON.parse(await readFile(home.path('attempts', name), 'utf8')) as { current?: object };
    if (record.current === undefined) continue;
    await writeFile(
      home.path('attempts', name),
      JSON.stringify({ ...record, current: { ...record.current, bootId: 'before' } }),
    );
  }
}

async function isStopped(hit: string | undefined): Promise<boolean> {
  if (hit === undefined) return false;
  return /\) T/.test(await readFile(`/proc/${hit.split(' ')[1]}/stat`, 'utf8').catch(() => ''));
}

// By its environment it is one of this round: a number alone may be somebody else's by now.
async function killOurs(pid: number, home: TestHome): Promise<void> {
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  if (!environment.includes(`FAULT_DIRS=${home.dir}`)) return;
  await execa('kill', ['-KILL', String(pid)], { reject: false });
}
