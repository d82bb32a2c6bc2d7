import { lstat, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { execa } from 'execa';
import { onTestFinished, test } from 'vitest';

import { countingSend, linesOf, makeGate, sendsOf, start } from '../fixtures/send/gate.ts';
import { makeHome, reportText, type TestHome, until } from '../harness.ts';
import { expectRow, isFull, type Row } from './campaign.ts';
import { drainByHand, judgeEnd } from './judge.ts';

type Kind = 'directory' | 'file';

// What a pass uses in a home. Some names have the token of the pass in them.
const used: Record<string, Kind> = {
  attempts: 'directory',
  'attempts/owner': 'file',
  'attempts/r1.json': 'file',
  'attempts/r1.1.*.run': 'file',
  'attempts/r1.1.*.sent': 'file',
  'attempts/r1.1.*.message': 'file',
  'attempts/r1.1.*.output': 'file',
  'attempts/r1.1.*.result': 'file',
  lock: 'directory',
  'lock/holder.json': 'file',
  sent: 'directory',
  tmp: 'directory',
  held: 'directory',
  'pending/r1.md': 'file',
  'deliveries.jsonl': 'file',
  'last-send.json': 'file',
};

const other = 'not what stood here\n';

const changes: Record<string, (path: string) => Promise<unknown>> = {
  removed: () => Promise.resolve(),
  'a file': (path) => writeFile(path, other),
  'a directory': (path) => mkdir(join(path, 'with', 'something'), { recursive: true }),
  'a FIFO': (path) => execa('mkfifo', [path]),
  'a link': (path) => symlink('/nowhere', path),
};

// What the command does once it has sent: from then on each send is a second one, and has to say so.
const ends = { 'ends well': ':', 'is killed': 'kill -TERM $$', 'takes too long': 'exec sleep 1000' };

interface Round {
  path: string;
  change: string;
  end: keyof typeof ends;
}

const rounds: Round[] = Object.keys(used).flatMap((path) =>
  Object.keys(changes).flatMap((change) =>
    (Object.keys(ends) as (keyof typeof ends)[]).map((end) => ({ path, change, end })),
  ),
);

test('a home that is changed under a send costs no flag, loses no report and blocks nobody', () =>
  expectRow('home-changed', async (row) => {
    // Prime to the number of changes and of ends, so that a sample has some of each.
    const chosen = rounds.filter((_round, index) => isFull || index % 17 === 3);
    for (let next = 0; next < chosen.length; next += 6)
      await Promise.all(chosen.slice(next, next + 6).map((round) => changeInTime(row, round)));
  }));

/** A loaded machine may need longer for the change than a send has that is to take too long: then it is given more. */
async function changeInTime(row: Row, round: Round): Promise<void> {
  for (let seconds = round.end === 'takes too long' ? 2 : 100; seconds <= 100; seconds *= 2)
    if (await changeUnderSend(row, round, seconds)) return;
  throw new Error(`${round.path}: not there, or its send was over before it could be changed`);
}

/** @returns false when the send was over before its home was changed. */
async function changeUnderSend(row: Row, { path, change, end }: Round, seconds: number): Promise<boolean> {
  const where = `${path} is ${change}, the command ${end}`;
  const home = await makeHome();
  const text = reportText('r1');
  await home.write('r1', text);
  const gate = await makeGate(home, ends[end]);
  const pass = start(home, 'watchdog', ['--timeout', String(seconds), '--send-cmd', gate.command]);
  let isOver = false;
  void pass.finally(() => (isOver = true));
  const isAtGate = async () => (await linesOf(join(home.base, 'at-gate'))).length > 0;
  await until('the gate, or the end', async () => isOver || (await isAtGate()));
  const changed = await expand(home, path);
  if (isOver || changed === undefined) return false;
  await rm(changed, { recursive: true, force: true });
  await changes[change]?.(changed);
  const gateOrEnd = await until('the gate, or the end', async () =>
    (await gate.tryOpen()) ? 'open' : isOver && 'over',
  );
  if (gateOrEnd === 'over') return false;
  judgeEnd(row, await ended(pass), where, [0, 65, 74, 75]);
  row.add('rounds');
  // What another pass makes of it as it is, and then, once an operator has mended what is told.
  judgeEnd(row, await ended(start(home, 'watchdog', ['--send-cmd', countingSend(home)])), where, [0, 65, 73, 74, 75]);
  await mend(changed, used[path] ?? 'file');
  await drainByHand(home, countingSend(home), 3);
  for (const line of (await sendsOf(home)).slice(1)) {
    if (line.endsWith(' 1')) row.add('flagged');
    else row.breach('duplicates', `${where}: ${line}`);
  }
  const isOperators = path === 'pending/r1.md' && end !== 'ends well';
  const sent = await readFile(home.path('sent', 'r1.md'), 'utf8').catch(() => undefined);
  row.demand(isOperators || sent === text, 'lost', () => `${where}: not in sent/ as it was sent: ${sent}`);
  const left = (await home.names('pending')).concat(await home.names('held'));
  row.demand(path === 'pending/r1.md' || left.length === 0, 'other', () => `${where}: left: ${left.join(', ')}`);
  return true;
}

async function expand(home: TestHome, path: string): Promise<string | undefined> {
  const [dir, name] = [home.path(dirname(path)), basename(path)];
  if (!name.includes('*')) return join(dir, name);
  const [begin = '', end = ''] = name.split('*');
  const found = (await readdir(dir)).find((one) => one.startsWith(begin) && one.endsWith(end));
  return found === undefined ? undefined : join(dir, found);
}

async function mend(path: string, kind: Kind): Promise<void> {
  const info = await lstat(path).catch(() => undefined);
  if (info === undefined) return;
  if (info.isDirectory()) await rm(join(path, 'with'), { recursive: true, force: true });
  const isRight = kind === 'file' ? info.isFile() && (await readFile(path, 'utf8')) !== other : info.isDirectory();
  if (!isRight) await rm(path, { recursive: true });
}

async function ended(child: ReturnType<typeof start>): Promise<Awaited<ReturnType<typeof start>>> {
  let isOver = false;
  void child.finally(() => (isOver = true));
  onTestFinished(() => void child.kill('SIGKILL'));
  await until('the end of a pass', () => isOver);
  return await child;
}
