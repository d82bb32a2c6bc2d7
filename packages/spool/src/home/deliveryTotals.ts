import * as z from 'zod/mini';

import { schemaVersion } from '../version.ts';
import { type DeliveryEvent, listRotatedLogs } from './deliveryLog.ts';
import type { Home } from './home.ts';
import { readLog } from './readDeliveries.ts';
import { readNote } from './readNote.ts';
import { replaceFile } from './replaceFile.ts';

/** How an attempt ended. */
export const deliveryOutcomes = ['sent', 'failed', 'rejected', 'unknown'] as const;

type DeliveryOutcome = (typeof deliveryOutcomes)[number];

const makeSchema = () =>
  z.object({
    /** Name of the newest rotated log that is counted in it, with all older ones. */
    through: z.string(),
    totals: z.array(z.object({ outcome: z.enum(deliveryOutcomes), route: z.optional(z.string()), count: z.number() })),
  });

type Folded = z.infer<ReturnType<typeof makeSchema>>;

/** So many attempts ended so; of a lane, where there are routes. */
export type DeliveryTotal = Folded['totals'][number];

/**
 * How many attempts have ended in which way since the home was made, those of logs that were pruned among them.
 * @throws a system error, NotPlainError
 */
export function readDeliveryTotals(home: Home): DeliveryTotal[] {
  for (;;) {
    const folded = readFolded(home);
    const rotated = listUncounted(home, folded);
    const tally = new Tally();
    tally.add(folded?.totals ?? []);
    for (const path of [...rotated, home.deliveries]) tally.addLog(path);
    // A log that was rotated or deleted meanwhile may be counted twice, or not at all.
    const after = readFolded(home);
    if (after?.through === folded?.through && String(listUncounted(home, after)) === String(rotated))
      return tally.list();
  }
}

/**
 * Counts rotated logs into `counters.json`, so that they can be deleted. No other one is counted there: one that was
 * rotated while a clock was ahead would stand for all that come until then.
 * @param gone their paths, the oldest of all
 * @throws a system error, NotPlainError: then none may be deleted
 */
export function foldDeliveries(home: Home, gone: readonly string[]): void {
  const folded = readFolded(home);
  const paths = listUncounted(home, folded).filter((path) => gone.includes(path));
  const newest = paths.at(-1);
  if (newest === undefined) return;
  const tally = new Tally();
  tally.add(folded?.totals ?? []);
  for (const path of paths) tally.addLog(path);
  const content = { schemaVersion, through: nameOf(newest), totals: tally.list() };
  replaceFile(home.counters, `${JSON.stringify(content)}\n`);
}

// Their names begin with the time, so that they are in the order of their rotation.
function listUncounted(home: Home, folded: Folded | undefined): string[] {
  return listRotatedLogs(home).filter((path) => folded === undefined || nameOf(path) > folded.through);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

// Where it is damaged, what it counted is lost, and counters begin anew.
function readFolded(home: Home): Folded | undefined {
  return readNote(home.counters, makeSchema);
}

class Tally {
  readonly #counts = new Map<string, DeliveryTotal>();

  add(totals: readonly DeliveryTotal[]): void {
    for (const { count, ...kind } of totals) this.#count(kind, count);
  }

  /** @throws a system error, NotPlainError */
  addLog(path: string): void {
    for (const { event, route } of readLog(path))
      if (isOutcome(event)) this.#count({ outcome: event, ...(route === undefined ? {} : { route }) }, 1);
  }

  list(): DeliveryTotal[] {
    return [...this.#counts.values()];
  }

  #count(kind: Omit<DeliveryTotal, 'count'>, count: number): void {
    const key = JSON.stringify([kind.outcome, kind.route]);
    const known = this.#counts.get(key);
    if (known === undefined) this.#counts.set(key, { ...kind, count });
    else known.count += count;
  }
}

/** Whether an event of the log is the end of an attempt. */
export function isOutcome(event: DeliveryEvent['event']): event is DeliveryOutcome {
  return (deliveryOutcomes as readonly string[]).includes(event);
}
