import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { linesOf, sendsOf } from '../fixtures/send/gate.ts';
import type { TestHome } from '../harness.ts';
import type { Row } from './campaign.ts';

const places = ['pending', 'held', 'sent'] as const;

/**
 * Lines for a send command that note what its pass has passed over: every older report in `pending/`, with the time
 * since when it lies there and the time when the pass wrote its fence, both of the file system's clock, and the tokens
 * of the pass and of the fence. A delivery by hand sets `SOAK_BY_HAND` and may pass over what it likes.
 */
export const notePassedOver = (
  home: TestHome,
): string => `[ -n "$SOAK_BY_HAND" ] || for file in '${home.path('pending')}'/*.md; do
  [ "$file" != '${home.path('pending')}'/"$OWNER_REPORT_ID.md" ] || break
  since=$(stat -c %.9Z "$file") && echo "$OWNER_REPORT_ID \${file##*/} $since $(stat -c %.9Y '${home.path('attempts', 'owner')}') $(cat '${home.path('attempts', 'owner')}') $OWNER_REPORT_ATTEMPT_TOKEN" >> '${home.base}/passed-over'
done 2> /dev/null`;

/** What holds at every moment of a soak. @param made ids that were acknowledged before the call */
export async function judgeMoment(row: Row, home: TestHome, made: readonly string[]): Promise<void> {
  const seen = new Map<string, Set<string>>();
  // In the order of the moves and again, so that one that moves meanwhile is met at least once.
  for (const place of [...places, ...places, 'pending'])
    for (const name of await home.names(place)) seen.set(idOf(name), (seen.get(idOf(name)) ?? new Set()).add(place));
  for (const id of made) row.demand(seen.has(id), 'lost', () => id);
  for (const [id, where] of seen) if (where.size > 1) await judgeTwice(row, home, id, [...where]);
  await judgeSuccesses(row, home);
  await judgeOrder(row, home);
}

// Moved while we looked, or by a move that a KILL cut short: then both names are of one report, and one is in pending/.
async function judgeTwice(row: Row, home: TestHome, id: string, where: string[]): Promise<void> {
  const texts = await Promise.all(
    where.map((place) => readFile(home.path(place, `${id}.md`), 'utf8').catch(() => undefined)),
  );
  const there = texts.filter((text) => text !== undefined);
  if (there.length < 2) return;
  const isCutShort = there.length === 2 && there[0] === there[1] && texts[where.indexOf('pending')] !== undefined;
  row.demand(isCutShort, 'other', () => `${id} is in ${where.join(' and ')}`);
}

async function judgeSuccesses(row: Row, home: TestHome): Promise<void> {
  const sent = await home.names('sent');
  const successes = new Set(await linesOf(join(home.base, 'successes')));
  for (const name of sent) row.demand(successes.has(idOf(name)), 'falselySent', () => name);
}

// The clock of the file system ticks: what came within one tick of the fence may have come after the pass had looked.
async function judgeOrder(row: Row, home: TestHome): Promise<void> {
  for (const line of await linesOf(join(home.base, 'passed-over'))) {
    const [id = '', name = '', since = '', fence = '', owner, token] = line.split(' ');
    // Its pass has died, and the fence is that of another one.
    if (token !== owner) continue;
    const wasThere = BigInt(since.replace('.', '')) < BigInt(fence.replace('.', ''));
    row.demand(idOf(name) > id || !wasThere, 'other', () => `${id} went out before ${name}, which was there`);
  }
}

/** In the end each report is in `sent/` and nowhere else, and every send behind its first one carried the flag. */
export async function judgeEnd(row: Row, home: TestHome, made: readonly string[]): Promise<void> {
  await judgeMoment(row, home, made);
  const sent = new Set((await home.names('sent')).map(idOf));
  for (const id of made) row.demand(sent.has(id), 'lost', () => `${id} is not in sent/`);
  const left = [...(await home.names('pending')), ...(await home.names('held'))];
  row.demand(left.length === 0, 'other', () => `still there: ${left.join(', ')}`);
  // The fence stays; where the machine was slow enough to have each pass killed first, there is none.
  const attempts = (await home.names('attempts')).filter((name) => name !== 'owner');
  row.demand(attempts.length === 0, 'other', () => `left in attempts/: ${attempts.join(', ')}`);
  const first = new Set<string>();
  for (const line of await sendsOf(home)) {
    const [id = '', , flag] = line.split(' ');
    if (first.has(id) && flag !== '1') row.breach('duplicates', line);
    if (first.has(id) && flag === '1') row.add('flagged');
    first.add(id);
  }
}

/** Memory and open files of a process that lives through a soak. */
export class Appetite {
  readonly #pid: number;
  readonly #residentMiB: number[] = [];
  readonly #openFiles: number[] = [];

  constructor(pid: number) {
    this.#pid = pid;
  }

  /** Measures once, against fixed limits. */
  async measure(row: Row): Promise<void> {
    const status = await readFile(`/proc/${this.#pid}/status`, 'utf8').catch(() => '');
    const residentMiB = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
    const openFiles = (await readdir(`/proc/${this.#pid}/fd`).catch(() => [])).length;
    row.demand(residentMiB < 150, 'other', () => `the follower has ${residentMiB.toFixed(0)} MiB`);
    row.demand(openFiles < 60, 'other', () => `the follower has ${openFiles} files open`);
    this.#residentMiB.push(residentMiB);
    this.#openFiles.push(openFiles);
  }

  /** The last quarter against the second: the first one is for warming up. Too few measurements tell nothing. */
  judgeGrowth(row: Row): void {
    const resident = quarters(this.#residentMiB);
    const open = quarters(this.#openFiles);
    row.note(
      `follower: ${resident.second.toFixed(0)} then ${resident.last.toFixed(0)} MiB, ${open.second} then ${open.last} files`,
    );
    if (this.#openFiles.length < 40) return;
    row.demand(resident.last < resident.second * 1.25 + 5, 'other', () => 'the memory of the follower grows');
    row.demand(open.last <= open.second + 3, 'other', () => 'the open files of the follower grow in number');
  }
}

function quarters(all: readonly number[]): { second: number; last: number } {
  const quarter = (n: number) => all.slice(Math.floor((n * all.length) / 4), Math.floor(((n + 1) * all.length) / 4));
  return { second: medianOf(quarter(1)), last: medianOf(quarter(3)) };
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** The id in the name of a report's file. */
export function idOf(name: string): string {
  return name.replace(/\.md$/, '');
}
