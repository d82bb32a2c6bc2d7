import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';

/** Whether this is the full campaign of `npm run test:faults`; `npm test` takes a fixed sample of it. */
export const isFull = process.env['OWNER_REPORT_TEST_FAULTS'] === 'all';

/** What a row of the campaign counts. */
export interface Counts {
  /** Rounds, each in a state of its own. */
  rounds: number;
  /** Calls that were made to fail. */
  injections: number;
  /** Processes that were killed or stopped. */
  kills: number;
  /** Second sends that carried the flag. */
  flagged: number;
  /** Second sends without the flag. */
  duplicates: number;
  /** Acknowledged reports that are nowhere, or differ. */
  lost: number;
  /** Files in `pending/` that are no complete report. */
  halfVisible: number;
  /** Reports in `sent/` whose send did not succeed. */
  falselySent: number;
  /** Any other broken promise: a crash, a stack trace, a wrong exit code, a wrong order. */
  other: number;
}

const broken = ['duplicates', 'lost', 'halfVisible', 'falselySent', 'other'] as const;

/** The counts of one row of the campaign; one test makes one, and closes it. */
export class Row {
  readonly name: string;
  readonly counts: Counts = {
    rounds: 0,
    injections: 0,
    kills: 0,
    flagged: 0,
    duplicates: 0,
    lost: 0,
    halfVisible: 0,
    falselySent: 0,
    other: 0,
  };
  readonly #breaches: string[] = [];
  readonly #notes: string[] = [];

  constructor(name: string) {
    this.name = name;
  }

  add(what: keyof Counts, count = 1): void {
    this.counts[what] += count;
  }

  /** A promise that was broken; told when the row is closed. */
  breach(what: (typeof broken)[number], where: string): void {
    this.counts[what] += 1;
    this.#breaches.push(`${what}: ${where}`);
  }

  /** A breach if `holds` is false. */
  demand(holds: boolean, what: (typeof broken)[number], where: () => string): void {
    if (!holds) this.breach(what, where());
  }

  /** A figure for the summary beside the counts. */
  note(text: string): void {
    this.#notes.push(text);
  }

  /** Records the counts, then fails the test if a promise was broken. */
  close(): void {
    record({ row: this.name, ...this.counts, notes: this.#notes });
    assert.notEqual(this.counts.rounds, 0, `${this.name}: no round was run, so nothing was shown`);
    assert.deepEqual(this.#breaches.slice(0, 20), [], this.name);
  }
}

/** Runs one row of the campaign and records what it counted, also when it fails. */
export async function expectRow(name: string, work: (row: Row) => Promise<void>): Promise<void> {
  const row = new Row(name);
  try {
    await work(row);
  } catch (error) {
    row.breach('other', error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  row.close();
}

/** Says loudly that a row was not run, and why. */
export function skipRow(name: string, reason: string): void {
  console.warn(`SKIPPED: ${name}: ${reason}`);
  record({ row: name, skipped: reason });
}

function record(line: object): void {
  const file = process.env['OWNER_REPORT_TEST_COUNTS'];
  if (file !== undefined && file !== '') appendFileSync(file, `${JSON.stringify(line)}\n`);
}
