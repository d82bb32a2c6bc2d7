import { countOf, type DeliveryEvent, holdReport, lstatIfThere, reportPath } from '@owner-report/spool';

import { type AttemptFiles, removeAttemptFiles } from '../attempt/attemptFiles.ts';
import { type AttemptRecord, saveAttemptRecord } from '../attempt/attemptRecord.ts';
import { backoffMs } from '../attempt/backoff.ts';
import { mayHaveSent } from '../attempt/describeExit.ts';
import { isInDoubt, mayRepeat, noteDoubt } from '../attempt/doubt.ts';
import type { Verdict } from '../attempt/judgeExit.ts';
import { noteRejection } from '../attempt/rejection.ts';
import type { Delivery } from '../outcome/delivery.ts';
import type { Pass } from '../pass/pass.ts';

/** An attempt that did not succeed. */
export type Failure = Exclude<Verdict, { end: 'sent' }> & {
  exitCode?: number | undefined;
  signal?: string | undefined;
  output: string;
  durationMs: number | undefined;
  files: AttemptFiles;
};

/**
 * Remembers an attempt that failed, was rejected, or whose outcome is unknown, and logs it. Holds the report when it
 * failed too often; what becomes of a rejected one is for the caller to decide.
 */
export function recordFailure(pass: Pass, record: AttemptRecord, failure: Failure): Delivery {
  const next = remember(record, failure, pass.now());
  saveAttemptRecord(pass, next);
  removeAttemptFiles(failure.files);
  const { report_id: id, retryAt } = next;
  const attempt = record.current?.attempt ?? record.attempts;
  pass.log(toEvent(record, attempt, failure, retryAt));
  const { holdAfter } = pass.settings;
  if (failure.end !== 'rejected' && holdAfter > 0 && next.failures >= holdAfter)
    return holdFailed(pass, id, next, failure);
  return toDelivery(id, attempt, failure, retryAt);
}

function remember(record: AttemptRecord, failure: Failure, now: Date): AttemptRecord {
  const { current, retryAt: _retryAt, rejections: _rejections, failedInRow: _inRow, ...rest } = record;
  const unknown = failure.end === 'unknown';
  const unknowns = rest.unknowns + Number(unknown);
  const doubt = noteDoubt(record, failure);
  const waitMs = unknown ? backoffMs(unknowns) : findWaitMs(failure);
  return {
    ...rest,
    attempts: Math.max(rest.attempts, current?.attempt ?? 0),
    failures: rest.failures + Number(failure.end !== 'rejected'),
    unknowns,
    ...doubt,
    maybeDuplicate: doubt.maybeDuplicate || unknown || mayHaveSent(failure.exitCode ?? 0),
    lastError: failure.reason,
    lastAt: now.toISOString(),
    ...countInRow(record, failure),
    ...(waitMs > 0 ? { retryAt: new Date(now.getTime() + waitMs).toISOString() } : {}),
    ...noteRejection(record, failure.end === 'rejected' ? failure.reason : undefined),
  };
}

function findWaitMs(failure: Failure): number {
  return failure.end === 'failed' ? (failure.retryAfterSeconds ?? 0) * 1000 : 0;
}

function toDelivery(id: string, attempt: number, failure: Failure, retryAt: string | undefined): Delivery {
  const common = { id, attempt, reason: failure.reason, output: failure.output };
  if (failure.end === 'rejected') return { ...common, outcome: 'rejected' };
  if (retryAt === undefined) return { ...common, outcome: 'failed' };
  if (failure.end === 'failed') return { ...common, outcome: 'failed', retryAt };
  const { messageId } = failure;
  return { ...common, outcome: 'unknown', retryAt, ...(messageId === undefined ? {} : { messageId }) };
}

// For the fallback of its lane. Any other outcome ends the row, by whatever way it came; a command that was killed, or that
// says `maybe_sent`, may have sent, so that its failure is not definite.
function countInRow({ failedInRow, current }: AttemptRecord, failure: Failure): Pick<AttemptRecord, 'failedInRow'> {
  const isDefinite = failure.end === 'failed' && !mayHaveSent(failure.exitCode ?? 0) && !isInDoubt(failure);
  if (!isDefinite) return {};
  const route = current?.lane?.route;
  // Sent past the lanes, by a flag: that says nothing of the way of a lane.
  if (route === undefined) return failedInRow === undefined ? {} : { failedInRow };
  return { failedInRow: { route, count: failedInRow?.route === route ? failedInRow.count + 1 : 1 } };
}

function holdFailed(pass: Pass, id: string, record: AttemptRecord, failure: Failure): Delivery {
  const pending = reportPath(pass.home, 'pending', id);
  const reason = `${countOf(record.failures, 'attempt')} without success, the last: ${failure.reason}`;
  if (lstatIfThere(pending) === undefined)
    return { id, outcome: 'failed', attempt: record.attempts, reason, output: failure.output };
  const path = holdReport(pass.home, pending);
  pass.log({ event: 'held', report_id: id, reason });
  return { id, outcome: 'held', cause: 'failures', path, reason };
}

function toEvent(record: AttemptRecord, attempt: number, failure: Failure, retryAt: string | undefined): DeliveryEvent {
  const { report_id, current } = record;
  const messageId = failure.end === 'unknown' ? failure.messageId : undefined;
  return {
    event: failure.end,
    report_id,
    attempt,
    maybe_duplicate: current === undefined ? record.maybeDuplicate : mayRepeat(record, () => current),
    ...(isInDoubt(failure) ? { maybe_sent: true } : {}),
    ...(current?.lane?.isFallback === true ? { fallback: true } : {}),
    reason: failure.reason,
    ...(failure.exitCode === undefined ? {} : { exit_code: failure.exitCode }),
    ...(failure.signal === undefined ? {} : { signal: failure.signal }),
    ...(failure.durationMs === undefined ? {} : { duration_ms: failure.durationMs }),
    ...(failure.output === '' ? {} : { output: failure.output }),
    ...(messageId === undefined ? {} : { message_id: messageId }),
    ...(retryAt === undefined ? {} : { retry_at: retryAt }),
  };
}
