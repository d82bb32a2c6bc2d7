import {
  errnoOf,
  holdReport,
  type Home,
  IoError,
  listTaken,
  lstatIfThere,
  messageOf,
  places,
  readReportBytes,
  removeQuietly,
  removeTaken,
  reportPath,
} from '@owner-report/spool';

import {
  filesOnRecord,
  listLeftovers,
  listRecordIds,
  listStagedRecords,
  removeOwnFiles,
} from '../attempt/attemptFiles.ts';
import {
  type AttemptRecord,
  type CurrentAttempt,
  readAttemptRecord,
  removeAttemptRecord,
  saveAttemptRecord,
} from '../attempt/attemptRecord.ts';
import { listOrphans } from '../attempt/orphanClaims.ts';
import type { Delivery } from '../outcome/delivery.ts';
import { assertOurs, whileOurs } from '../pass/assertOurs.ts';
import type { Pass } from '../pass/pass.ts';
import { findEnding } from './findEnding.ts';
import { recordFailure } from './recordFailure.ts';
import { recordLostSenders } from './recordLostSenders.ts';
import { recordSent } from './recordSent.ts';

/**
 * Finds out how the attempts ended whose drivers died, and acts on it: a receipt of success is committed without
 * sending again, a failure is recorded, an unknown outcome gets its backoff. Call it right after the fence is written.
 * @returns what was settled; `in-flight` when a sender is still at work within its time: then nothing may be sent.
 * @throws IoError, LockedError when another pass took over
 */
export function settleAttempts(pass: Pass): Promise<Delivery[]> {
  return whileOurs(pass, () => settleAll(pass));
}

async function settleAll(pass: Pass): Promise<Delivery[]> {
  // Of passes that this one took over from: see saveAttemptRecord.
  clear(pass, listStagedRecords(pass.home));
  // Before anything is cleared away: they are all that is left of attempts whose record somebody has removed.
  for (const record of listOrphans(pass.home)) saveAttemptRecord(pass, record);
  if (pass.isFirst) await recordLostSenders(pass);
  const settled: Delivery[] = [];
  for (const record of listRecords(pass.home)) {
    const delivery = record.current === undefined ? undefined : await settle(pass, record, record.current);
    if (delivery !== undefined) settled.push(delivery);
    else if (isForgotten(pass, record)) removeAttemptRecord(pass.home, record.report_id);
  }
  putTakenAway(pass);
  if (!settled.some((delivery) => delivery.outcome === 'in-flight')) {
    // Nothing is under way: no attempt file is needed any more.
    clear(pass, listLeftovers(pass.home));
  }
  return settled;
}

// First those that were made ready: whether they have begun is told by the report before them, which is still where it was.
function listRecords(home: Home): AttemptRecord[] {
  const records = listRecordIds(home).map((id) => readAttemptRecord(home, id));
  const [ready, others] = [true, false].map((isReady) =>
    records.filter(({ current }) => (current?.behind !== undefined) === isReady),
  );
  return [...(ready ?? []), ...(others ?? [])];
}

// What a pass took out of its place and died over: what was sent, held or released is where it went already, all else is
// an edit.
function putTakenAway(pass: Pass): void {
  const { home } = pass;
  const taken = listTaken(home);
  if (taken.length === 0) return;
  assertOurs(pass);
  for (const { path, id } of taken) {
    const isInPlace = places.some((place) => isSameBytes(path, reportPath(home, place, id)));
    if (isInPlace) {
      removeTaken(path);
      continue;
    }
    const held = holdReport(home, path, id);
    pass.log({ event: 'held', report_id: id, reason: `edited during its send, the edit is ${held}` });
    pass.warn(`${id}: edited during its send; the edit is ${held}`);
  }
}

// A newer pass writes its fence first. If the fence is still ours after listing, nothing listed belongs to a newer
// pass.
function clear(pass: Pass, listed: readonly string[]): void {
  assertOurs(pass);
  for (const path of listed) removeQuietly(path);
}

/**
 * Whether there is any attempt to settle, to forget, or to clear away: also where nothing is pending. Changes nothing.
 * @throws IoError
 */
export function hasAttempts(home: Home): boolean {
  try {
    return listRecordIds(home).length > 0 || listLeftovers(home).length > 0 || listTaken(home).length > 0;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw new IoError(`${home.attempts}: cannot be listed: ${messageOf(error)}`, {
      cause: error,
      remedy: 'Check that it is a directory, and that this user may read and enter it.',
    });
  }
}

async function settle(pass: Pass, record: AttemptRecord, current: CurrentAttempt): Promise<Delivery | undefined> {
  const id = record.report_id;
  const files = filesOnRecord(pass.home, id, current);
  const ending = await findEnding(pass, files, current);
  assertOurs(pass);
  if (ending.end === 'in-flight') {
    // Without its claim nothing will tell that it had begun.
    if (lstatIfThere(files.run) === undefined) saveAttemptRecord(pass, { ...record, maybeDuplicate: true });
    return { id, outcome: 'in-flight', until: current.deadline };
  }
  if (ending.end === 'sent')
    return recordSent(pass, record, current, { files, durationMs: undefined, synced: undefined, recovered: true });
  if (ending.end === 'never') {
    // Nothing was sent, so the number is free for the next attempt. The record is not removed: a newer pass may have put
    // one of its own in place by then, which only a look directly before a rename can tell.
    const { current: _never, ...rest } = record;
    saveAttemptRecord(pass, { ...rest, attempts: current.attempt - 1 });
    removeOwnFiles(files);
    return undefined;
  }
  return recordFailure(pass, record, { ...ending, files, output: '', durationMs: undefined });
}

const rememberedMs = 30 * 86_400_000;

// What may have gone out is remembered for a while, should the report come back from wherever it is. Once more in pending/:
// it may have come back between the two looks.
function isForgotten(pass: Pass, { report_id: id, maybeDuplicate, lastAt }: AttemptRecord): boolean {
  const age = pass.now().getTime() - Date.parse(lastAt ?? '');
  if (maybeDuplicate && age < rememberedMs) return false;
  const looks = ['pending', 'held', 'pending'] as const;
  return looks.every((place) => lstatIfThere(reportPath(pass.home, place, id)) === undefined);
}

function isSameBytes(a: string, b: string): boolean {
  try {
    return readReportBytes(a).bytes.equals(readReportBytes(b).bytes);
  } catch {
    return false;
  }
}
