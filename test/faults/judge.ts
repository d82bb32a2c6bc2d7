import { readFile } from 'node:fs/promises';

import { sendsOf } from '../fixtures/send/gate.ts';
import { reportText, type TestHome } from '../harness.ts';
import type { Row } from './campaign.ts';

/**
 * Passes by hand until `pending/` is empty, as an operator would who does not wait for a backoff.
 * @returns how many of the commands it took were refused.
 */
export async function drainByHand(home: TestHome, command: string, tries = 10): Promise<void> {
  for (let n = 0; n < tries; n += 1) {
    const names = await home.names('pending');
    if (names.length === 0) return;
    await home.run('watchdog', ['--all', '--send-cmd', command]);
    const [head] = await home.names('pending');
    if (head !== undefined) await home.run('driver', [head.slice(0, -'.md'.length), '--send-cmd', command]);
  }
}

/** What the home promises once its queue has been drained: each report sent once, whole, and nowhere else. */
export async function judgeDrained(row: Row, home: TestHome, ids: readonly string[], where: string): Promise<void> {
  const sends = (await sendsOf(home)).map((line) => line.split(' '));
  for (const id of ids) {
    const of = sends.filter(([sent]) => sent === id);
    row.demand(of.length > 0, 'lost', () => `${where}: ${id} was never sent`);
    // Whatever comes after the first send is a second one, and has to say so.
    for (const [, attempt, flag] of of.slice(1)) {
      if (flag === '1') row.add('flagged');
      else row.breach('duplicates', `${where}: ${id} attempt ${attempt} went out again without the flag`);
    }
    const text = await readFile(home.path('sent', `${id}.md`), 'utf8').catch(() => undefined);
    row.demand(text !== undefined, 'lost', () => `${where}: ${id} is not in sent/`);
  }
  const left = [...(await home.names('pending')), ...(await home.names('held'))];
  row.demand(left.length === 0, 'lost', () => `${where}: still there: ${left.join(', ')}`);
}

/** A report is in `sent/` only if its send succeeded: `countingSend` has noted it. */
export async function judgeSent(row: Row, home: TestHome, where: string): Promise<void> {
  const sends = new Set((await sendsOf(home)).map((line) => line.split(' ')[0]));
  for (const name of await home.names('sent'))
    row.demand(sends.has(name.slice(0, -'.md'.length)), 'falselySent', () => `${where}: ${name}`);
}

/** Each file of `pending/` is a report the consumer can read. */
export async function judgeVisible(row: Row, home: TestHome, where: string): Promise<void> {
  for (const name of await home.names('pending')) {
    const read = await home.run('consumer', [name.slice(0, -'.md'.length)]);
    row.demand(read.exitCode === 0, 'halfVisible', () => `${where}: ${name}: ${String(read.stderr)}`);
  }
}

/** An expected end of one of our commands: a known exit code and no stack trace. */
export function judgeEnd(
  row: Row,
  result: { exitCode?: number | undefined; stderr: unknown },
  where: string,
  codes: readonly number[] = [0, 64, 65, 66, 69, 73, 74, 75, 77, 78],
): void {
  const killed = result.exitCode === undefined;
  const text = String(result.stderr);
  row.demand(
    killed || codes.includes(result.exitCode ?? -1),
    'other',
    () => `${where}: exit ${result.exitCode}: ${text}`,
  );
  row.demand(!/^\s+at .*:\d+:\d+\)?$/m.test(text), 'other', () => `${where}: stack trace: ${text}`);
}

/** `count` reports in queue order, written by hand; their ids. */
export async function writeReports(home: TestHome, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, n) => `20261121T10${String(1000 + n).slice(0)}12000Z-w`);
  for (const id of ids) await home.write(id, reportText(id));
  return ids;
}
