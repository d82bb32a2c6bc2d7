import {
  holdReport,
  type Home,
  lstatIfThere,
  places,
  removeTaken,
  removeWhatever,
  reportPath,
  type Taken,
} from '@owner-report/spool';

import { filesOnRecord, removeOwnFiles } from '../attempt/attemptFiles.ts';
import {
  type AttemptRecord,
  type CurrentAttempt,
  isLastSendLost,
  readAttemptRecord,
  removeAttemptRecord,
  saveAttemptRecord,
} from '../attempt/attemptRecord.ts';
import { isForgotten } from '../attempt/isForgotten.ts';
import { type AttemptsListing, listAttempts } from '../attempt/listAttempts.ts';
import { listOrphans } from '../attempt/orphanClaims.ts';
import { digestAt } from '../attempt/reportBytes.ts';
import type { Delivery } from '../outcome/delivery.ts';
import { nameRoute } from '../outcome/nameRoute.ts';
import { assertOurs, whileOurs } from '../pass/assertOurs.ts';
import type { Pass } from '../pass/pass.ts';
import { passOfBegun } from '../pass/passOfLane.ts';
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
  const { recordIds, leftovers, taken } = listWithoutStaged(pass);
  // Before anything is cleared away: they are all that is left of attempts whose record somebody has removed.
  const orphans = listOrphans(pass.home, leftovers);
  for (const record of orphans) saveAttemptRecord(pass, record);
  const lost = pass.isFirst || isLastSendLost(pass.home) ? await recordLostSenders(pass) : [];
  const anew = [...orphans, ...lost].map((record) => record.report_id);
  const settled: Delivery[] = [];
  for (const record of readRecords(pass.home, [...recordIds, ...anew])) {
    const delivery = record.current === undefined ? undefined : await settle(pass, record, record.current);
    if (delivery !== undefined) settled.push(delivery);
    else if (isForgotten(pass.home, record, pass.now())) removeAttemptRecord(pass.home, record.report_id);
  }
  putTakenAway(pass, taken);
  if (!settled.some((delivery) => delivery.outcome === 'in-flight')) {
    // Nothing is under way: no attempt file is needed any more.
    clear(pass, leftovers);
  }
  return settled;
}

// Staged records are of passes that this one took over from: see saveAttemptRecord. What such a pass has put in place
// since the look is seen by another one.
function listWithoutStaged(pass: Pass): AttemptsListing {
  const listing = listAttempts(pass.home);
  if (listing.staged.length === 0) return listing;
  clear(pass, listing.staged);
  return listAttempts(pass.home);
}

// First those that were made ready: whether they have begun is told by the report before them, which is still where it
// was.
function readRecords(home: Home, ids: readonly string[]): AttemptRecord[] {
  const records = [...new Set(ids)].sort().map((id) => readAttemptRecord(home, id));
  const [ready, others] = [true, false].map((isReady) =>
    records.filter(({ current }) => (current?.behind !== undefined) === isReady),
  );
  return [...(ready ?? []), ...(others ?? [])];
}

// What a pass took out of its place and died over: what was sent, held or released is where it went already, all else
// is an edit.
function putTakenAway(pass: Pass, taken: readonly Taken[]): void {
  const { home } = pass;
  if (taken.length === 0) return;
  assertOurs(pass);
  for (const { path, id } of taken) {
    // The pass that took it has dealt with it meanwhile.
    if (lstatIfThere(path) === undefined) continue;
    const digest = digestAt(path);
    const isInPlace = digest !== undefined && places.some((place) => digestAt(reportPath(home, place, id)) === digest);
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
  for (const path of listed) removeWhatever(path);
}

async function settle(pass: Pass, record: AttemptRecord, current: CurrentAttempt): Promise<Delivery | undefined> {
  const delivery = await settleAsBegun(passOfBegun(pass, current.lane), record, current);
  return delivery === undefined ? undefined : nameRoute(delivery, current.lane);
}

async function settleAsBegun(
  pass: Pass,
  record: AttemptRecord,
  current: CurrentAttempt,
): Promise<Delivery | undefined> {
  const id = record.report_id;
  const files = filesOnRecord(pass.home, id, current);
  const ending = await findEnding(pass, id, files, current);
  assertOurs(pass);
  if (ending.end === 'in-flight') {
    // Without its claim nothing will tell that it had begun.
    if (lstatIfThere(files.run) === undefined) saveAttemptRecord(pass, { ...record, maybeDuplicate: true });
    return { id, outcome: 'in-flight', until: current.deadline };
  }
  if (ending.end === 'sent') {
    const { messageId } = ending;
    return recordSent(pass, record, current, {
      files,
      durationMs: undefined,
      synced: undefined,
      messageId,
      recovered: true,
    });
  }
  if (ending.end === 'never') {
    // Nothing was sent, so the number is free for the next attempt. The record is not removed: a newer pass may have
    // put one of its own in place by then, which only a look directly before a rename can tell.
    const { current: _never, ...rest } = record;
    // Somebody may have removed its claim, and the record with it.
    const maybeDuplicate = rest.maybeDuplicate || readAttemptRecord(pass.home, id).maybeDuplicate;
    saveAttemptRecord(pass, { ...rest, attempts: current.attempt - 1, maybeDuplicate });
    removeOwnFiles(files);
    return undefined;
  }
  return recordFailure(pass, record, { ...ending, files, output: '', durationMs: undefined });
}
