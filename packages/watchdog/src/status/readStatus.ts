import type { Sending } from '@owner-report/cli';
import {
  type AttemptRecord,
  findLastRejection,
  findRejection,
  findWay,
  isSent,
  readAttemptRecord,
  readAttemptState,
  type SendUnderWay,
} from '@owner-report/driver';
import {
  type Entry,
  type FindEvent,
  type Home,
  InvalidReportError,
  lastLine,
  listReports,
  type LockState,
  lstatIfThere,
  messageOf,
  readLockState,
  readReport,
  searchDeliveries,
} from '@owner-report/spool';

import { isFromFuture } from './clockSlack.ts';
import type { HeadStatus, HeldStatus, LaneStatus, QueueStatus } from './queueStatus.ts';
import { readLanes } from './readLanes.ts';

const shownHeld = 5;
// What the log says of an attempt that did not succeed.
const unsent = new Set(['failed', 'rejected', 'unknown']);

/**
 * Reads the status of a queue. Changes nothing.
 * @param around the send that is at work, for why a lane waits, and what takes a warning
 */
export async function readStatus(
  home: Home,
  sending: Sending,
  now: Date,
  { underWay, warn }: { underWay: SendUnderWay | undefined; warn: (text: string) => void },
): Promise<QueueStatus> {
  const hasLanes = sending.routes.length > 0;
  const pending = listReports(home, 'pending', hasLanes ? Infinity : 1);
  const held = listReports(home, 'held', shownHeld);
  const findEvent = readLog(home, warn);
  const last = findEvent(({ event }) => event === 'sent');
  const readOne = (entry: Entry) => readHead(home, entry, now, { sending, findEvent });
  const lanes = hasLanes
    ? await readLanes(pending.entries, sending, now, {
        readHead: readOne,
        underWay,
      })
    : undefined;
  const [oldest] = pending.entries;
  return {
    exists: lstatIfThere(home.dir) !== undefined,
    pending: pending.total,
    held: held.total,
    held_reports: held.entries.map(({ id }) => toHeld(id, findEvent)),
    foreign: pending.foreign,
    head: oldest === undefined ? null : (findRead(lanes, oldest) ?? (await readOne(oldest))),
    ...(lanes === undefined ? {} : { lanes }),
    last_success: last === undefined ? null : { report_id: last.report_id, at: last.at },
    lock: toLock(await readLockState(home.lock)),
  };
}

// The oldest of all is the oldest of its lane, too.
function findRead(lanes: readonly LaneStatus[] = [], { id }: Entry): HeadStatus | undefined {
  const read = lanes.flatMap(({ head, held_back: heldBack }) => [head, heldBack]);
  return read.find((one) => one?.report_id === id) ?? undefined;
}

// The log is for people: without it the rest is told all the same.
function readLog(home: Home, warn: (text: string) => void): FindEvent {
  const search = searchDeliveries(home);
  let isReadable = true;
  return (matches) => {
    if (!isReadable) return undefined;
    try {
      return search(matches);
    } catch (error) {
      isReadable = false;
      warn(`${home.deliveries}: cannot be read, so the last success is not known: ${messageOf(error)}`);
      return undefined;
    }
  };
}

function toHeld(id: string, findEvent: FindEvent): HeldStatus {
  const line = findEvent(({ event, report_id: of }) => event === 'held' && of === id);
  return { report_id: id, reason: line?.reason ?? null, at: line?.at ?? null };
}

async function readHead(
  home: Home,
  head: Entry,
  now: Date,
  { sending, findEvent }: { sending: Sending; findEvent: FindEvent },
): Promise<HeadStatus> {
  const record = readAttemptRecord(home, head.id);
  // All of the log would be searched for one that was not tried.
  const line =
    record.lastError === undefined
      ? undefined
      : findEvent(({ report_id: of, event }) => of === head.id && unsent.has(event));
  const state = await readAttemptState(home, record, now);
  const ageMs = now.getTime() - head.queueTimeMs;
  return {
    report_id: head.id,
    age_seconds: Math.max(0, Math.floor(ageMs / 1000)),
    is_from_future: isFromFuture(head.queueTimeMs, now),
    ...findFault(home, head.path, record, sending),
    attempts: record.attempts,
    last_outcome: (line?.event as HeadStatus['last_outcome'] | undefined) ?? null,
    last_error: record.lastError ?? null,
    last_output: lastLine(line?.output ?? '') || null,
    last_attempt_at: record.current?.startedAt ?? record.lastAt ?? null,
    retry_at: record.retryAt ?? null,
    in_flight: state === 'sending',
    attempt_state: state ?? null,
  };
}

function findFault(
  home: Home,
  path: string,
  record: AttemptRecord,
  sending: Sending,
): Pick<HeadStatus, 'invalid' | 'rejected'> {
  try {
    const stored = readReport(path);
    const { digest } = stored;
    // Another one under its id is a fault as well.
    isSent(home, stored);
    // The last word came maybe by a way that only a flag names.
    const next = findRejection(record, digest, findWay(sending, stored, record).settings);
    return { invalid: null, rejected: (next ?? findLastRejection(record, digest))?.reason ?? null };
  } catch (error) {
    return { invalid: error instanceof InvalidReportError ? error.message : null, rejected: null };
  }
}

function toLock(lock: LockState): QueueStatus['lock'] {
  if (lock.state === 'free') return null;
  if (!('holder' in lock)) return { pid: null, host: null, since: null, state: lock.state };
  const { pid, host, since } = lock.holder;
  return { pid, host, since, state: lock.state };
}
