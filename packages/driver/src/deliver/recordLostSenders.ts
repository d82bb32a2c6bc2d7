import { digestOf, lstatIfThere, readReportBytes, reportPath, thisMachine } from '@owner-report/spool';

import { type AttemptRecord, newAttemptRecord, saveAttemptRecord } from '../attempt/attemptRecord.ts';
import type { Pass } from '../pass/pass.ts';
import { findSenders } from '../send/findSenders.ts';

/**
 * Puts on record the sends that are under way where somebody has removed all that was known of attempts: their reports are
 * not sent beside them, and not without the flag after them.
 * @returns the records
 * @throws InvalidReportError, IoError, LockedError when another pass took over
 */
export async function recordLostSenders(pass: Pass): Promise<AttemptRecord[]> {
  const saved: AttemptRecord[] = [];
  const now = pass.now();
  for (const { id, token, attempt } of findSenders(pass.home)) {
    if (lstatIfThere(reportPath(pass.home, 'pending', id)) === undefined) continue;
    const digest = digestOf(readReportBytes(reportPath(pass.home, 'pending', id)).bytes);
    const deadline = new Date(now.getTime() + pass.settings.timeoutMs).toISOString();
    const current = { attempt, token, digest, startedAt: now.toISOString(), deadline, ...(await thisMachine()) };
    const record = { ...newAttemptRecord(id), attempts: attempt, maybeDuplicate: true, current };
    saveAttemptRecord(pass, record);
    saved.push(record);
  }
  return saved;
}
