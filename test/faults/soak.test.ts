import { execa, type ResultPromise } from 'execa';
import { test } from 'vitest';

import { sendsOf, start } from '../fixtures/send/gate.ts';
import { makeHome, until, type Command, type TestHome } from '../harness.ts';
import { timeOf } from '../timeOf.ts';
import { expectRow, isFull, type Row } from './campaign.ts';
import { judgeEnd as judgeExit } from './judge.ts';
import { Appetite, idOf, judgeEnd, judgeMoment, notePassedOver } from './soakJudge.ts';

const seconds = isFull ? Number(process.env['OWNER_REPORT_TEST_SOAK_SECONDS'] ?? 240) : 6;

/** Less than that shows nothing, however busy the machine is. */
const leastReports = 3;

/** Sends, fails, floods, hangs and dies at random; what it has sent it notes, and that it came to its end with success. */
const moody = (home: TestHome) => `${notePassedOver(home)}
mood=$(( ($(od -An -N2 -tu2 /dev/urandom)) % 20 ))
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
    const send = ['--timeout', '2', '--send-cmd', await home.script('moody', moody(home))];
    const made = new Set<string>();
    const over = performance.now() + seconds * 1000;
    const going = () => performance.now() < over || made.size < leastReports;
    const runOrDie = makeRunOrDie(row, home);
    const follower = start(home, 'watchdog', ['--follow', ...send]);
    const appetite = new Appetite(follower.pid ?? 0);
    await Promise.all([
      ...Array.from({ length: 2 }, () => repeat(going, () => produceOrDie(row, runOrDie, made))),
      ...Array.from({ length: 2 }, () => repeat(going, () => passOrDie(row, runOrDie, ['--all', ...send]))),
      repeat(going, () => operate(row, home, send)),
      repeat(going, async () => {
        await judgeMoment(row, home, [...made]);
        await judgeVisible(row, home);
        await appetite.measure(row);
        row.demand(isAlive(follower), 'other', () => 'the follower has ended');
        await execa('sleep', ['1']);
      }),
    ]);
    follower.kill('SIGTERM');
    judgeExit(row, await follower, 'the follower', [0]);
    await drainAll(home);
    await judgeEnd(row, home, [...made]);
    row.note(`${seconds} s, ${made.size} reports, ${(await sendsOf(home)).length} sends`);
    appetite.judgeGrowth(row);
  }));

async function repeat(going: () => boolean, work: () => Promise<unknown>): Promise<void> {
  while (going()) await work();
}

function isAlive({ exitCode, signalCode }: ResultPromise): boolean {
  return exitCode === null && signalCode === null;
}

type RunOrDie = (command: Command, args: string[]) => Promise<Awaited<ResultPromise>>;

/** Runs commands, and kills every other one at some moment of the time that the last one took which was let alone. */
function makeRunOrDie(row: Row, home: TestHome): RunOrDie {
  const usualMs = new Map<Command, number>();
  return async (command, args) => {
    const child = start(home, command, args);
    row.add('rounds');
    const usual = usualMs.get(command);
    if (usual === undefined || Math.random() < 0.5) {
      usualMs.set(command, await timeOf(() => child));
      return child;
    }
    const killer = setTimeout(() => row.add('kills', Number(child.kill('SIGKILL'))), Math.random() * usual);
    const ended = await child;
    clearTimeout(killer);
    return ended;
  };
}

async function produceOrDie(row: Row, runOrDie: RunOrDie, made: Set<string>): Promise<void> {
  const fields = ['--team', 't', '--worker', 'w', '--task-id', 'job', '--status', 'normal', '--done', 'something'];
  const ended = await runOrDie('producer', [...fields, '--json']);
  if (ended.signal === 'SIGKILL') return;
  judgeExit(row, ended, 'a producer', [0]);
  made.add((JSON.parse(String(ended.stdout)) as { report_id: string }).report_id);
}

async function passOrDie(row: Row, runOrDie: RunOrDie, args: string[]): Promise<void> {
  const ended = await runOrDie('watchdog', args);
  if (ended.signal !== 'SIGKILL') judgeExit(row, ended, 'a pass', [0, 75]);
}

/** Holds a report, and releases what is held; delivers by hand, so that a backoff does not stop it all. */
async function operate(row: Row, home: TestHome, send: string[]): Promise<void> {
  const [held] = await home.names('held');
  if (held !== undefined)
    judgeExit(row, await home.run('watchdog', ['release', idOf(held)]), 'release', [0, 65, 66, 75]);
  const [head, next] = await home.names('pending');
  if (next !== undefined)
    judgeExit(row, await home.run('watchdog', ['hold', idOf(next), '--reason', 'soak']), 'hold', [0, 66, 75]);
  if (head === undefined) return;
  const byHand = await home.run('driver', [idOf(head), ...send], { env: { SOAK_BY_HAND: '1' } });
  judgeExit(row, byHand, 'by hand', [0, 66, 75]);
}

/** The youngest file is a whole report; it may have gone on meanwhile. */
async function judgeVisible(row: Row, home: TestHome): Promise<void> {
  const name = (await home.names('pending')).at(-1);
  if (name === undefined) return;
  const read = await home.run('consumer', [idOf(name)]);
  row.demand([0, 66].includes(read.exitCode ?? 0), 'halfVisible', () => `${name}: ${String(read.stderr)}`);
}

async function drainAll(home: TestHome): Promise<void> {
  const sound = `echo "$OWNER_REPORT_ID $OWNER_REPORT_ATTEMPT $OWNER_REPORT_MAYBE_DUPLICATE" >> '${home.base}/sends'; echo "$OWNER_REPORT_ID" >> '${home.base}/successes'`;
  await until('an empty queue', async () => {
    for (const name of await home.names('held')) await home.run('watchdog', ['release', idOf(name)]);
    await home.run('watchdog', ['--all', '--send-cmd', sound]);
    const [head] = await home.names('pending');
    if (head !== undefined) await home.run('driver', [idOf(head), '--send-cmd', sound]);
    return head === undefined && (await home.names('held')).length === 0;
  });
}
