import { closeSync, readSync } from 'node:fs';
import { basename } from 'node:path';

import { timeOfReportId } from '../report/reportId.ts';
import { type DeliveryLine, listRotatedLogs, openLog, parseDeliveryLine } from './deliveryLog.ts';
import type { Home } from './home.ts';

const chunkBytes = 64 * 1024;

/**
 * All events on record since a time, oldest first, those of the rotated logs among them, in constant memory. Torn lines are
 * passed over.
 * @throws a system error, NotPlainError
 */
export function* readDeliveries(home: Home, since: Date): Generator<DeliveryLine> {
  // A log was rotated after its last event.
  const rotated = listRotatedLogs(home).filter((path) => (timeOfRotation(path) ?? Infinity) >= since.getTime());
  for (const path of [...rotated, home.deliveries])
    for (const line of readLog(path)) if (Date.parse(line.at) >= since.getTime()) yield line;
}

/** When a log was rotated, Unix milliseconds, as its name says. */
export function timeOfRotation(path: string): number | undefined {
  return timeOfReportId(basename(path).slice('deliveries-'.length));
}

/** The oldest event of one log; none where it is not there. @throws a system error, NotPlainError */
export function readFirstDelivery(path: string): DeliveryLine | undefined {
  // No more of it is read.
  const [first] = readLog(path);
  return first;
}

/** All events of one log, oldest first; none where it is not there. @throws a system error, NotPlainError */
export function* readLog(path: string): Generator<DeliveryLine> {
  const descriptor = openLog(path);
  if (descriptor === undefined) return;
  try {
    for (const text of readTextLines(descriptor)) yield* parseDeliveryLine(text);
  } finally {
    closeSync(descriptor);
  }
}

function* readTextLines(descriptor: number): Generator<string> {
  const chunk = Buffer.allocUnsafe(chunkBytes);
  let rest: Buffer[] = [];
  for (let read = readSync(descriptor, chunk); read > 0; read = readSync(descriptor, chunk)) {
    let from = 0;
    const end = chunk.subarray(0, read);
    for (let at = end.indexOf(0x0a); at >= 0; at = end.indexOf(0x0a, from)) {
      yield Buffer.concat([...rest, end.subarray(from, at)]).toString('utf8');
      rest = [];
      from = at + 1;
    }
    rest.push(Buffer.from(end.subarray(from)));
  }
  yield Buffer.concat(rest).toString('utf8');
}
