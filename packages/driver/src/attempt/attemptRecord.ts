import { lstatSync, renameSync } from 'node:fs';

import {
  createPart,
  errnoOf,
  type Home,
  IoError,
  isReportId,
  lstatIfThere,
  messageOf,
  OwnerReportError,
  ownerRemedy,
  randomName,
  readLastSend,
  readPlainFile,
  removeQuietly,
  replaceFile,
  replaceFileMeanwhile,
  reportPath,
  throwPartNeeded,
} from '@owner-report/spool';
import type * as z from 'zod/mini';

import { assertOurs } from '../pass/assertOurs.ts';
import type { Pass } from '../pass/pass.ts';
import { recordPath } from './attemptFiles.ts';
import type { recordSchema } from './recordSchema.ts';

// Few reports have a record: most are sent at once.
const schema = createPart(() => import('./recordSchema.ts'));

/** What is remembered about a report's attempts until it is sent. */
export type AttemptRecord = z.infer<typeof recordSchema>;

export type CurrentAttempt = NonNullable<AttemptRecord['current']>;

export type Rejection = NonNullable<AttemptRecord['rejections']>[number];

/** The lane of an attempt, as far as its outcome is concerned. */
export type AttemptLane = NonNullable<CurrentAttempt['lane']>;

/** The record of a report that was never tried. */
export function newAttemptRecord(id: string): AttemptRecord {
  return { version: 1, report_id: id, attempts: 0, failures: 0, unknowns: 0, maybeDuplicate: false };
}

/**
 * Reads a report's record. Returns a fresh one if there is none, or if the name is not a valid id (such files are never
 * sent). A damaged record counts as one attempt of unknown outcome; so does one that is gone though the report's send was
 * let go, as far as that is noted.
 * @throws IoError
 */
export function readAttemptRecord(home: Home, id: string): AttemptRecord {
  if (!isReportId(id)) return newAttemptRecord(id);
  let text: string;
  try {
    // Mostly there is none, and to ask costs less than to fail.
    if (lstatSync(recordPath(home, id), { throwIfNoEntry: false }) === undefined) return recordOfNone(home, id);
    text = readPlainFile(recordPath(home, id));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return recordOfNone(home, id);
    if (error instanceof OwnerReportError) throw error;
    throw new IoError(`${recordPath(home, id)}: cannot be read: ${messageOf(error)}`, {
      cause: error,
      remedy:
        ownerRemedy(recordPath(home, id), error) ??
        `Check that ${home.attempts} is a directory, and that it and its files belong to the user who drains the queue.`,
    });
  }
  const { recordSchema } = schema.get();
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch {
    return {
      ...newAttemptRecord(id),
      attempts: 1,
      failures: 1,
      maybeDuplicate: true,
      lastError: 'the attempt record was damaged',
    };
  }
}

function recordOfNone(home: Home, id: string): AttemptRecord {
  return recordOfLastSend(home, id) ?? newAttemptRecord(id);
}

// Records are removed when their report is sent, or nowhere. That of one that waits was removed by somebody else.
function recordOfLastSend(home: Home, id: string): AttemptRecord | undefined {
  const last = readLastSend(home);
  if (last?.report_id !== id) return undefined;
  const { attempt, at } = last;
  const known = { attempts: attempt, failures: 1, maybeDuplicate: true, lastAt: at };
  return { ...newAttemptRecord(id), ...known, lastError: 'somebody removed what was known of its last send' };
}

/** Whether the report that was let go last waits, and somebody has removed its record. */
export function isLastSendLost(home: Home): boolean {
  const id = readLastSend(home)?.report_id;
  if (id === undefined || !isReportId(id)) return false;
  const isThere = (path: string) => lstatIfThere(path) !== undefined;
  return isThere(reportPath(home, 'pending', id)) && !isThere(recordPath(home, id));
}

/** Whether it is on record that an attempt of a report is under way, or not settled. */
export function isUnderWay(home: Home, id: string): boolean {
  try {
    return readAttemptRecord(home, id).current !== undefined;
  } catch (error) {
    throwPartNeeded(error);
    return false;
  }
}

/**
 * Saves a record durably.
 *
 * Guarantee: a pass that lost its lock changes no record. If it staged one before the newer pass wrote its fence, the
 * newer pass removes it before it is in place (`settleAttempts`); if after, this pass sees the fence and stops.
 * @throws LockedError when another pass took over
 */
export function saveAttemptRecord(pass: Pass, record: AttemptRecord): void {
  const write = writerOf(pass, record);
  try {
    replaceFile(...write);
  } catch (error) {
    clearTheWay(pass, record, error);
    replaceFile(...write);
  }
}

/**
 * The same, where the syncs leave this process free for something else. It is durable when `synced` is fulfilled: see
 * `replaceFileMeanwhile`.
 */
export async function saveAttemptRecordMeanwhile(
  pass: Pass,
  record: AttemptRecord,
): Promise<{ synced: Promise<void> }> {
  const write = writerOf(pass, record);
  try {
    return await replaceFileMeanwhile(...write);
  } catch (error) {
    clearTheWay(pass, record, error);
    return await replaceFileMeanwhile(...write);
  }
}

function writerOf(pass: Pass, record: AttemptRecord): [path: string, content: string, check: () => void] {
  return [recordPath(pass.home, record.report_id), `${JSON.stringify(record)}\n`, () => assertOurs(pass)];
}

// That a report may have gone out is not forgotten because somebody has put a directory there, or removed attempts/.
function clearTheWay(pass: Pass, { report_id: id }: AttemptRecord, error: unknown): void {
  const path = recordPath(pass.home, id);
  if (errnoOf(error) === 'EISDIR') renameSync(path, `${path}.${randomName(12)}.aside`);
  else if (errnoOf(error) === 'ENOENT') assertOurs(pass);
  else throw error;
}

/**
 * Forgets a report's attempts, once it is sent or gone: what may go out again is changed by `saveAttemptRecord` alone.
 * Not synced: a record that a power cut brings back is settled, and forgotten, by the next pass.
 */
export function removeAttemptRecord(home: Home, id: string): void {
  removeQuietly(recordPath(home, id));
}

/**
 * A fresh start for a report that an operator released: no failures, no backoff, not rejected; what may have gone out
 * stays known.
 */
export function resetFailures(pass: Pass, record: AttemptRecord): void {
  if (record.attempts === 0) return;
  const { retryAt: _retryAt, rejections: _rejections, failedInRow: _inRow, ...rest } = record;
  saveAttemptRecord(pass, { ...rest, failures: 0, unknowns: 0 });
}
