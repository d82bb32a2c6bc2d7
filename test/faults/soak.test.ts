import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa, type ResultPromise } from 'execa';
import { test } from 'vitest';

import { linesOf, sendsOf, start } from '../fixtures/send/gate.ts';
import { makeHome, until, type TestHome } from '../harness.ts';
import { expectRow, isFull, type Row } from './campaign.ts';
import { judgeEnd, judgeSent } from './judge.ts';

const seconds = isFull ? Number(process.env['OWNER_REPORT_TEST_SOAK_SECONDS'] ?? 240) : 6;
const places = ['pending', 'sent', 'held'];

/** Sends, fails, floods, hangs and dies at random; what it has sent it notes, and that it came to its end with success. */
const moody = (home: TestHome) => `mood=$(( ($(od -An -N2 -tu2 /dev/urandom)) % 20 ))
note="$OWNER_REPORT_ID $OWNER_REPORT_ATTEMPT $OWNER_REPORT_MAYBE_DUPLICATE"
case $mood in
0 | 1) exit 1 ;;
2) head -c 20000000 /dev/zero; exit 9 ;;
3) sleep 100 ;;
4) echo "$note" >> '${home.base}/sends'; kill -KILL $$ ;;
5) head -c 20000000 /dev/zero ;;
esac
echo "$note" >> '${home.base}/sends'
echo "$OWNER_REPORT_ID" >> '${home.base}/successes'`;

test('a day in minutes keeps every promise after every second', () =>
  expectRow('soak', async (row) => {
    const home = await makeHome();
    const send = await home.script('moody', moody(home));
    const made = new Set<string>();
    const over = Date.now() + seconds * 1000;
    const going = () => Date.now() < over;
    const args = ['--all', '--timeout', '2', '--send-cmd', send];
    const follower = start(home, 'watchdog', ['--follow', '--timeout', '2', '--send-cmd', send]);
    await Promise.all([
      ...Array.from({ length: 2 }, () => repeat(going, async () => void made.add(await home.produce()))),
      ...Array.from({ length: 2 }, () => repeat(going, () => passOrDie(row, home, args))),
      repeat(going, () => operate(row, home)),
      repeat(going, async () => {
        await watchOver(row, home, made, follower);
        await execa('sleep', ['1']);
      }),
    ]);
    follower.kill('SIGTERM');
    const ended = await follower;
    row.demand(
      ended.exitCode === 0,
      'other',
      () => `the follower: exit ${ended.exitCode}: ${String(ended.stderr).slice(-500)}`,
    );
    await drainAll(home);
    await judgeEverywhere(row, home, made);
    row.note(`${seconds} s, ${made.size} reports, ${(await sendsOf(home)).length} sends`);
  }));

async function repeat(going: () => boolean, work: () => Promise<unknown>): Promise<void> {
  while (going()) await work();
}

/** A pass that is killed at any time, half of the times. */
async function passOrDie(row: Row, home: TestHome, args: string[]): Promise<void> {
  const child = start(home, 'watchdog', args);
  const killer = setTimeout(() => row.add('kills', Number(child.kill('SIGKILL'))), Math.random() * 1500);
  const ended = await child;
  clearTimeout(killer);
  row.add('rounds');
  if (ended.signal !== 'SIGKILL') judgeEnd(row, ended, 'a pass', [0, 75]);
}

/** Holds the head, and releases what is held; delivers by hand, so that a backoff does not stop it all. */
async function operate(row: Row, home: TestHome): Promise<void> {
  const [held] = await home.names('held');
  if (held !== undefined)
    judgeEnd(row, await home.run('watchdog', ['release', idOf(held)]), 'release', [0, 65, 66, 75]);
  const [head, next] = await home.names('pending');
  if (next !== undefined)
    judgeEnd(row, await home.run('watchdog', ['hold', idOf(next), '--reason', 'soak']), 'hold', [0, 66, 75]);
  if (head !== undefined)
    judgeEnd(
      row,
      await home.run('driver', [idOf(head), '--timeout', '2', '--send-cmd', join(home.base, 'moody')]),
      'by hand',
      [0, 66, 75],
    );
}

/** What holds at every moment: each acknowledged report is somewhere, and nothing is in sent/ without a success. */
async function watchOver(row: Row, home: TestHome, made: ReadonlySet<string>, follower: ResultPromise): Promise<void> {
  const acknowledged = [...made];
  const seen = new Map<string, number>();
  // In the order of the moves and again, so that one that moves meanwhile is met at least once.
  for (const place of [...places, ...places]) for (const name of await home.names(place)) seen.set(idOf(name), 1);
  for (const id of acknowledged) row.demand(seen.has(id), 'lost', () => id);
  await judgeSuccesses(row, home);
  const pid = follower.pid ?? 0;
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const residentKiB = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
  const open = await readdir(`/proc/${pid}/fd`).catch(() => []);
  row.demand(residentKiB < 150 * 1024, 'other', () => `the follower has ${residentKiB} KiB`);
  row.demand(open.length < 60, 'other', () => `the follower has ${open.length} files open`);
  row.demand(follower.exitCode === undefined || follower.exitCode === null, 'other', () => 'the follower has ended');
}

async function judgeSuccesses(row: Row, home: TestHome): Promise<void> {
  const sent = await home.names('sent');
  const successes = new Set(await linesOf(join(home.base, 'successes')));
  for (const name of sent) row.demand(successes.has(idOf(name)), 'falselySent', () => name);
}

async function drainAll(home: TestHome): Promise<void> {
  const sound = `echo "$OWNER_REPORT_ID $OWNER_REPORT_ATTEMPT $OWNER_REPORT_MAYBE_DUPLICATE" >> '${home.base}/sends'; echo "$OWNER_REPORT_ID" >> '${home.base}/successes'`;
  await until(
    'an empty queue',
    async () => {
      for (const name of await home.names('held')) await home.run('watchdog', ['release', idOf(name)]);
      await home.run('watchdog', ['--all', '--send-cmd', sound]);
      const [head] = await home.names('pending');
      if (head !== undefined) await home.run('driver', [idOf(head), '--send-cmd', sound]);
      return head === undefined;
    },
    120_000,
  );
}

/** In the end each report is in exactly one place, and every send behind its first one carried the flag. */
async function judgeEverywhere(row: Row, home: TestHome, made: ReadonlySet<string>): Promise<void> {
  await judgeSuccesses(row, home);
  await judgeSent(row, home, 'in the end');
  const all = (await Promise.all(places.map((place) => home.names(place)))).flat().map(idOf);
  row.demand(all.length === new Set(all).size, 'other', () => 'a report is in two places');
  for (const id of made) row.demand(all.includes(id), 'lost', () => id);
  const first = new Set<string>();
  for (const line of await sendsOf(home)) {
    const [id = '', , flag] = line.split(' ');
    if (first.has(id) && flag !== '1') row.breach('duplicates', line);
    if (first.has(id) && flag === '1') row.add('flagged');
    first.add(id);
  }
}

function idOf(name: string): string {
  return name.replace(/\.md$/, '');
}
