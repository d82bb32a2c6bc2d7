import {
  findLostWords,
  noteLastSend,
  readReport,
  type Report,
  reportPath,
  type StoredReport,
  syncDir,
  toPrintableLine,
} from '@owner-report/spool';

import { type AttemptRecord, readAttemptRecord, removeAttemptRecord } from '../attempt/attemptRecord.ts';
import { readVerdict } from '../attempt/readVerdict.ts';
import type { Delivery } from '../outcome/delivery.ts';
import { nameRoute } from '../outcome/nameRoute.ts';
import { assertOurs, whileOurs } from '../pass/assertOurs.ts';
import type { Pass } from '../pass/pass.ts';
import { assertSentWritable } from './assertSentWritable.ts';
import { type Attempt, beginAttempt, renewDeadline, sendAttempt, takeBackAttempt } from './beginAttempt.ts';
import { chooseWay } from './chooseWay.ts';
import { takeFromPending } from './commitSent.ts';
import { findObstacle } from './findObstacle.ts';
import { isSent } from './isSent.ts';
import { recordFailure } from './recordFailure.ts';
import { recordSent } from './recordSent.ts';

// An attempt that was made ready longer ago gets a new deadline: its own began to run too early.
const freshMs = 1000;

/** Why a delivery was not begun. */
export type NotBegun = 'stopped' | 'elsewhere';

/** How a report is delivered. */
export interface DeliveryOptions {
  /** Send by hand: also before the time that is on record for the next try, and what was rejected. */
  ignoreBackoff: boolean;
  /**
   * Whether the report belongs here as it stands now: it may have been edited since its lane was found. Undefined where
   * all do.
   */
  isOurs?: ((report: Report) => boolean) | undefined;
  /** The attempt that `prepareReport` has made ready; it is used, or dismissed. */
  attempt?: Attempt | undefined;
  /**
   * Whether the caller was told to end, by a signal: then no send is begun. Undefined where a signal ends the process.
   */
  isStopped?: (() => boolean) | undefined;
  /**
   * Called when the send command has been let go: the time until it ends may be used. What this begins is waited for before
   * the end is judged.
   */
  onSending?: () => Promise<unknown> | undefined;
}

/**
 * Delivers one report of `pending/`: one send and its commit.
 *
 * Guarantee: the report is in `sent/` afterwards only if the send command ended with success; whatever dies when, the
 * next pass knows from the attempt's files what happened.
 * @returns how it ended; 'stopped' when the caller was told to end before the send was begun, 'elsewhere' when it is not
 * `isOurs`
 * @throws InvalidReportError, NotFoundError, ConfigError without a send command, IoError, LockedError when another pass
 * took over.
 */
export function deliverReport(
  pass: Pass,
  id: string,
  options: DeliveryOptions & { isStopped?: undefined; isOurs?: undefined },
): Promise<Delivery>;
export function deliverReport(pass: Pass, id: string, options: DeliveryOptions): Promise<Delivery | NotBegun>;
export async function deliverReport(pass: Pass, id: string, options: DeliveryOptions): Promise<Delivery | NotBegun> {
  const ready = options.attempt;
  const found = await orTakeBack(pass, ready, () => findWhatToSend(pass, id, options));
  if (found === 'elsewhere') return found;
  if ('outcome' in found) return nameRoute(found, pass.lane && { route: pass.lane.name });
  const attempt = await orTakeBack(pass, ready, () => whileOurs(pass, () => takeAttempt(pass, found, ready)));
  try {
    const result = await send(pass, attempt, options);
    if (result === 'stopped') return result;
    // If another pass has taken over meanwhile, it settles this attempt from its files.
    assertOurs(pass);
    const delivery = await whileOurs(pass, () => finishAttempt(pass, attempt, result));
    return nameRoute(delivery, attempt.current.lane);
  } finally {
    pass.isSending = false;
  }
}

async function orTakeBack<T>(pass: Pass, attempt: Attempt | undefined, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (attempt !== undefined) takeBackAttempt(pass, attempt);
    throw error;
  }
}

/** What is sent, and what is remembered of it. */
interface ToSend {
  stored: StoredReport;
  record: AttemptRecord;
}

function findWhatToSend(
  pass: Pass,
  id: string,
  { attempt, ignoreBackoff, isOurs }: DeliveryOptions,
): ToSend | Delivery | 'elsewhere' {
  const { home } = pass;
  const stored = readReport(reportPath(home, 'pending', id), attempt?.stored);
  if (isOurs?.(stored.report) === false) {
    if (attempt !== undefined) takeBackAttempt(pass, attempt);
    return 'elsewhere';
  }
  const record = attempt?.before ?? readAttemptRecord(home, id);
  if (isSent(home, stored)) {
    if (attempt !== undefined) takeBackAttempt(pass, attempt);
    return discard(pass, stored);
  }
  if (!ignoreBackoff) {
    const { settings } = chooseWay(pass, record, stored.digest);
    const obstacle = findObstacle(record, stored.digest, settings, pass.now());
    if (obstacle !== undefined) return obstacle;
  }
  assertSentWritable(home);
  for (const warning of findLostWords(stored.bytes)) pass.warn(toPrintableLine(`${stored.path}: ${warning}`));
  return { stored, record };
}

async function send(
  pass: Pass,
  attempt: Attempt,
  { isStopped, onSending }: DeliveryOptions,
): ReturnType<typeof sendAttempt> {
  let hasGone = false;
  try {
    assertOurs(pass);
    const { report_id, attempts } = attempt.record;
    noteLastSend(pass.home, { report_id, attempt: attempts, at: pass.now().toISOString() });
    return await sendAttempt(attempt, {
      mayGo: isStopped === undefined ? undefined : async () => !(await isToldToEnd(isStopped)),
      onGo: async () => {
        hasGone = true;
        pass.isSending = true;
        await onSending?.();
      },
    });
  } finally {
    if (!hasGone) takeBackAttempt(pass, attempt);
  }
}

// From one send to the next this process may make synchronous calls only. A signal that came meanwhile is read in the
// first turn of the event loop, and its handler runs in the second.
async function isToldToEnd(isStopped: () => boolean): Promise<boolean> {
  for (let turn = 0; turn < 2; turn += 1) await new Promise((next) => setImmediate(next));
  return isStopped();
}

// The one that was made ready, if the report is still the one that was read then, and its record has come to the disk.
async function takeAttempt(pass: Pass, { stored, record }: ToSend, ready: Attempt | undefined): Promise<Attempt> {
  if (ready === undefined) return await beginAttempt(pass, record, stored);
  if (ready.current.digest !== stored.digest || !(await ready.isDurable)) {
    ready.sender.dismiss();
    return await beginAttempt(pass, record, stored);
  }
  return performance.now() - ready.timedAt > freshMs ? renewDeadline(pass, ready) : ready;
}

type SendResult = Exclude<Awaited<ReturnType<typeof sendAttempt>>, 'stopped'>;

function finishAttempt(pass: Pass, attempt: Attempt, result: SendResult): Delivery {
  const { record, current, files, stored, written } = attempt;
  const { output, durationMs } = result;
  const common = { output, durationMs, files };
  if (result.end === 'unknown')
    return recordFailure(pass, record, { ...common, end: 'unknown', reason: result.reason, signal: result.signal });
  if (result.end === 'not-run') return recordFailure(pass, record, { ...common, end: 'failed', reason: result.reason });
  const verdict = readVerdict(files, result, (warning) => pass.warn(`${record.report_id}: ${warning}`));
  if (verdict.end !== 'sent') return recordFailure(pass, record, { ...common, ...verdict, exitCode: result.exitCode });
  return recordSent(pass, record, current, {
    files,
    durationMs,
    // What was written, whatever stood in its place when that was synced.
    synced: result.isSynced ? written : undefined,
    bytes: stored.bytes,
    messageId: verdict.messageId,
    recovered: false,
  });
}

function discard(pass: Pass, stored: StoredReport): Delivery {
  const { home } = pass;
  const id = stored.report.report_id;
  syncDir(home.sent);
  const { warnings, heldEdit } = takeFromPending(home, id, stored.digest);
  syncDir(home.pending);
  removeAttemptRecord(home, id);
  pass.log({ event: 'discarded', report_id: id, reason: 'the same report was already in sent/' });
  if (heldEdit !== undefined)
    pass.log({ event: 'held', report_id: id, reason: `edited when it was sent already, the edit is ${heldEdit}` });
  return { id, outcome: 'already-sent', path: reportPath(home, 'sent', id), warnings };
}
