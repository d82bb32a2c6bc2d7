import { countOf, type DeliveryEvent, holdReport, lstatIfThere, reportPath } from '@owner-report/spool';

import { type AttemptFiles, removeAttemptFiles } from '../attempt/attemptFiles.ts';
import { type AttemptRecord, saveAttemptRecord } from '../attempt/attemptRecord.ts';
import { backoffMs } from '../attempt/backoff.ts';
import type { Delivery } from '../outcome/delivery.ts';
import { mayHaveSent } from '../outcome/describeExit.ts';
import type { Pass } from '../pass/pass.ts';

/** An attempt that did not succeed. */
export interface Failure {
  end: 'failed' | 'unknown';
  reason: string;
  exitCode?: number | undefined;
  signal?: string | undefined;
  output: string;
  durationMs: number | undefined;
  files: AttemptFiles;
}

/** Remembers a failed or unknown attempt, logs it, and holds the report when it failed too often. */
export function recordFailure(pass: Pass, record: AttemptRecord, failure: Failure): Delivery {
  const now = pass.now();
  const { current, ...rest } = record;
  const attempt = current?.attempt ?? record.attempts;
  const unknown = failure.end === 'unknown';
  const unknowns = rest.unknowns + Number(unknown);
  const retryAt = unknown ? new Date(now.getTime() + backoffMs(unknowns)).toISOString() : undefined;
  const { retryAt: _old, ...kept } = rest;
  const next: AttemptRecord = {
    ...kept,
    attempts: Math.max(rest.attempts, attempt),
    failures: rest.failures + 1,
    unknowns,
    maybeDuplicate: rest.maybeDuplicate || unknown || mayHaveSent(failure.exitCode ?? 0),
    lastError: failure.reason,
    lastAt: now.toISOString(),
    ...(retryAt === undefined ? {} : { retryAt }),
  };
  saveAttemptRecord(pass, next);
  removeAttemptFiles(failure.files);
  pass.log(toEvent(record.report_id, attempt, failure, rest.maybeDuplicate, retryAt));
  if (pass.settings.holdAfter > 0 && next.failures >= pass.settings.holdAfter)
    return holdFailed(pass, record.report_id, next, failure);
  const common = { id: record.report_id, attempt, reason: failure.reason, output: failure.output };
  return retryAt === undefined ? { ...common, outcome: 'failed' } : { ...common, outcome: 'unknown', retryAt };
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

function toEvent(
  id: string,
  attempt: number,
  failure: Failure,
  maybeDuplicate: boolean,
  retryAt: string | undefined,
): DeliveryEvent {
  return {
    event: failure.end,
    report_id: id,
    attempt,
    maybe_duplicate: maybeDuplicate,
    reason: failure.reason,
    ...(failure.exitCode === undefined ? {} : { exit_code: failure.exitCode }),
    ...(failure.signal === undefined ? {} : { signal: failure.signal }),
    ...(failure.durationMs === undefined ? {} : { duration_ms: failure.durationMs }),
    ...(failure.output === '' ? {} : { output: failure.output }),
    ...(retryAt === undefined ? {} : { retry_at: retryAt }),
  };
}
