import {
  errnoOf,
  type Home,
  IoError,
  lstatIfThere,
  messageOf,
  readBootId,
  removeQuietly,
  reportPath,
} from '@owner-report/spool';

import {
  attemptFiles,
  type AttemptFiles,
  listLeftovers,
  listRecordIds,
  listStagedRecords,
  markTimedOut,
  removeOwnFiles,
} from '../attempt/attemptFiles.ts';
import {
  type AttemptRecord,
  type CurrentAttempt,
  readAttemptRecord,
  removeAttemptRecord,
  saveAttemptRecord,
} from '../attempt/attemptRecord.ts';
import { readClaim } from '../attempt/claim.ts';
import type { Delivery } from '../outcome/delivery.ts';
import { describeExit } from '../outcome/describeExit.ts';
import { assertOurs, whileOurs } from '../pass/assertOurs.ts';
import type { Pass } from '../pass/pass.ts';
import { isAttemptRunning } from '../send/isAttemptRunning.ts';
import { stopAttempt } from '../send/stopAttempt.ts';
import { recordFailure } from './recordFailure.ts';
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
  const settled: Delivery[] = [];
  const ids = listRecordIds(pass.home);
  for (const id of ids) {
    const record = readAttemptRecord(pass.home, id);
    if (record.current !== undefined) {
      const delivery = await settle(pass, record, record.current);
      if (delivery !== undefined) settled.push(delivery);
    } else if (isForgotten(pass, id)) {
      removeAttemptRecord(pass.home, id);
    }
  }
  if (!settled.some((delivery) => delivery.outcome === 'in-flight')) {
    // Nothing is under way: no attempt file is needed any more.
    clear(pass, listLeftovers(pass.home));
  }
  return settled;
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
    return listRecordIds(home).length > 0 || listLeftovers(home).length > 0;
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
  const files = attemptFiles(pass.home, id, current);
  const ending = await findEnding(files, current, pass.now());
  assertOurs(pass);
  if (ending.end === 'in-flight') return { id, outcome: 'in-flight', until: current.deadline };
  if (ending.end === 'sent')
    return recordSent(pass, record, current, { files, durationMs: undefined, isSynced: false, recovered: true });
  if (ending.end === 'never') {
    // Nothing was sent, so the number is free for the next attempt. Not if a refused claim lies there: another pass may
    // still be about to remove it, and must not find our new claim under the same name.
    const attempts = lstatIfThere(files.run) === undefined ? current.attempt - 1 : current.attempt;
    removeOwnFiles(files);
    const { current: _never, ...rest } = { ...record, attempts };
    if (rest.attempts === 0) removeAttemptRecord(pass.home, id);
    else saveAttemptRecord(pass, rest);
    return undefined;
  }
  return recordFailure(pass, record, { ...ending, files, output: '', durationMs: undefined });
}

type AttemptEnding =
  | { end: 'in-flight' }
  | { end: 'sent' }
  | { end: 'never' }
  | { end: 'failed' | 'unknown'; reason: string; exitCode?: number };

const restarted = 'the machine was restarted during the send';

async function findEnding(files: AttemptFiles, current: CurrentAttempt, now: Date): Promise<AttemptEnding> {
  const claim = readClaim(files.run);
  const sameBoot = current.bootId === (await readBootId());
  // The shell does not sync its claim: a power cut may have taken it, and a sender had begun all the same.
  if (claim.state === 'none') return sameBoot ? { end: 'never' } : { end: 'unknown', reason: restarted };
  const timedOut = lstatIfThere(files.timeout) !== undefined;
  if (claim.state === 'exited' && claim.token !== current.token)
    return { end: 'unknown', reason: 'another pass has sent it under this number' };
  if (claim.state === 'exited' && !timedOut) return endingOf(claim.exitCode);
  if (sameBoot && (await isAttemptRunning(claim.pid, claim.token))) {
    if (!timedOut && isInTime(current, now.getTime())) return { end: 'in-flight' };
    if (!timedOut) markTimedOut(files);
    await stopAttempt(claim.pid, claim.token);
    return { end: 'unknown', reason: 'the sender outlived its time and its driver; stopped' };
  }
  if (timedOut) return { end: 'unknown', reason: 'the send command ran out of time' };
  // It may have ended between the two looks.
  const last = readClaim(files.run);
  if (last.state === 'exited') return endingOf(last.exitCode);
  return { end: 'unknown', reason: sameBoot ? 'the sender died without a receipt' : restarted };
}

const clockSlackMs = 60_000;

// A clock that was set back must not give a sender more than its time, but for a small correction.
function isInTime(current: CurrentAttempt, nowMs: number): boolean {
  return nowMs < Date.parse(current.deadline) && nowMs > Date.parse(current.startedAt) - clockSlackMs;
}

function endingOf(exitCode: number): AttemptEnding {
  return exitCode === 0 ? { end: 'sent' } : { end: 'failed', reason: describeExit(exitCode), exitCode };
}

function isForgotten(pass: Pass, id: string): boolean {
  for (const place of ['pending', 'held'] as const) {
    if (lstatIfThere(reportPath(pass.home, place, id)) !== undefined) return false;
  }
  return true;
}
