import { closeSync, fstatSync } from 'node:fs';

import { type DeliveryLine, listRotatedLogs, openLog, parseDeliveryLine } from './deliveryLog.ts';
import type { Home } from './home.ts';
import { readEnd } from './readEnd.ts';

// More than any line of ours.
const readBytes = 256 * 1024;

/**
 * Finds the newest event on record of which `matches` holds.
 * @throws a system error, NotPlainError
 */
export type FindEvent = (
  matches: (line: Pick<DeliveryLine, 'event' | 'report_id'>) => boolean,
) => DeliveryLine | undefined;

/**
 * Looks for events in the log, then in the rotated ones, newest first, and no further back than it has to: an outage
 * whose attempts print much fills any end of fixed length. What was read once is not read again; of events of one kind
 * about one report only the newest is kept, of sends the newest of all: there may be a million.
 */
export function searchDeliveries(home: Home): FindEvent {
  const newest = new Map<string, DeliveryLine>();
  const older = readAllBackwards(home);
  return (matches) => {
    for (const line of newest.values()) if (matches(line)) return line;
    for (let next = older.next(); next.done !== true; next = older.next()) {
      const line = next.value;
      const key = line.event === 'sent' ? line.event : `${line.event} ${line.report_id}`;
      if (newest.has(key)) continue;
      newest.set(key, line);
      if (matches(line)) return line;
    }
    return undefined;
  };
}

function* readAllBackwards(home: Home): Generator<DeliveryLine> {
  yield* readBackwards(home.deliveries);
  // Only now: who has rotated the log meanwhile has taken there what is older.
  for (const path of listRotatedLogs(home).reverse()) yield* readBackwards(path);
}

/** All events of one log, newest first. Torn lines are passed over. */
function* readBackwards(path: string): Generator<DeliveryLine> {
  let rest: Buffer = Buffer.alloc(0);
  for (let end = look(path, (log) => fstatSync(log).size) ?? 0; end > 0; end -= readBytes) {
    const bytes = look(path, (log) => readEnd(log, readBytes, end)) ?? Buffer.alloc(0);
    // Their first line may begin before them. One that is longer than them is none of ours.
    const start = end > readBytes ? bytes.indexOf(0x0a) + 1 : 0;
    const lines = Buffer.concat([bytes.subarray(start), rest])
      .toString('utf8')
      .split('\n');
    yield* lines.flatMap(parseDeliveryLine).reverse();
    rest = bytes.subarray(0, start);
  }
}

// A search may end at any event, so that nothing stays open between two of them.
function look<T>(path: string, read: (descriptor: number) => T): T | undefined {
  const descriptor = openLog(path);
  if (descriptor === undefined) return undefined;
  try {
    return read(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
