import type { BigIntStats } from 'node:fs';

import { messageOf, reportPath } from '@owner-report/spool';

import { type AttemptFiles, removeAttemptFiles } from '../attempt/attemptFiles.ts';
import {
  type AttemptRecord,
  type CurrentAttempt,
  isUnderWay,
  removeAttemptRecord,
  saveAttemptRecord,
} from '../attempt/attemptRecord.ts';
import { mayRepeat } from '../attempt/doubt.ts';
import type { Delivery } from '../outcome/delivery.ts';
import type { Pass } from '../pass/pass.ts';
import { commitSent } from './commitSent.ts';

/** An attempt that succeeded. */
export interface Success {
  files: AttemptFiles;
  durationMs: number | undefined;
  /** The file of the bytes that were sent, when it was synced; undefined when it is not known to be on the disk. */
  synced: BigIntStats | undefined;
  /** Those bytes, where this pass has sent them. */
  bytes?: Uint8Array;
  /** What the channel calls the message, where the send command has told. */
  messageId: string | undefined;
  /** Known from the receipt of an earlier pass. */
  recovered: boolean;
}

/** Commits and logs an attempt whose send command succeeded, and forgets it. @throws IoError */
export function recordSent(
  pass: Pass,
  record: AttemptRecord,
  current: CurrentAttempt,
  { files, durationMs, synced, bytes, messageId, recovered }: Success,
): Delivery {
  const id = record.report_id;
  const { attempt, digest } = current;
  const commit = orKeepOnRecord(pass, record, () =>
    commitSent(pass.home, id, { path: files.snapshot, digest, synced, bytes }),
  );
  const path = reportPath(pass.home, 'sent', id);
  const conflict = commit === 'conflict' ? `it went out, but ${path} is another report of that id` : undefined;
  pass.log({
    event: 'sent',
    report_id: id,
    attempt,
    maybe_duplicate: mayRepeat(record, () => current),
    ...(current.lane?.isFallback === true ? { fallback: true } : {}),
    ...(durationMs === undefined ? {} : { duration_ms: durationMs }),
    ...(messageId === undefined ? {} : { message_id: messageId }),
    ...(recovered ? { recovered } : {}),
    ...(conflict === undefined ? {} : { reason: conflict }),
  });
  if (commit !== 'conflict' && commit.heldEdit !== undefined)
    pass.log({ event: 'held', report_id: id, reason: `edited during its send, the edit is ${commit.heldEdit}` });
  // The attempt is over either way: as long as it counts as under way the report cannot even be held.
  if (conflict === undefined) removeAttemptRecord(pass.home, id);
  else rememberSent(pass, record, conflict);
  removeAttemptFiles(files);
  if (commit === 'conflict') return { id, outcome: 'uncommitted', attempt, path, reason: String(conflict) };
  return {
    id,
    outcome: 'sent',
    attempt,
    recovered,
    warnings: commit.warnings,
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(messageId === undefined ? {} : { messageId }),
  };
}

// A commit that fails is left to the next pass, which knows of the send from the record and the receipt. Where somebody
// has removed these, what is left to know is that it may have gone out.
function orKeepOnRecord<T>(pass: Pass, record: AttemptRecord, commit: () => T): T {
  try {
    return commit();
  } catch (error) {
    if (!isUnderWay(pass.home, record.report_id))
      rememberSent(pass, record, `it went out, and could not be committed: ${messageOf(error)}`);
    throw error;
  }
}

// Whatever the operator does with the two reports, sending this one again would be a second send.
function rememberSent(pass: Pass, record: AttemptRecord, reason: string): void {
  const { current: _settled, failedInRow: _inRow, ...rest } = record;
  const lastAt = pass.now().toISOString();
  saveAttemptRecord(pass, { ...rest, maybeDuplicate: true, lastError: reason, lastAt });
}
