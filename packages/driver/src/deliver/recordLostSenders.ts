import { lstatIfThere, reportPath, thisMachine } from '@owner-report/spool';

import { type AttemptRecord, newAttemptRecord, saveAttemptRecord } from '../attempt/attemptRecord.ts';
import { digestAt } from '../attempt/reportBytes.ts';
import type { Pass } from '../pass/pass.ts';
import { findSenders } from '../send/findSenders.ts';

/**
 * Puts on record the sends that are under way where somebody has removed all that was known of attempts: their reports
 * are not sent beside them, and not without the flag after them.
 * @returns the records
 * @throws IoError, LockedError when another pass took over
 */
export async function recordLostSenders(pass: Pass): Promise<AttemptRecord[]> {
  const saved: AttemptRecord[] = [];
  const now = pass.now();
  for (const { id, token, attempt, timeoutMs = pass.settings.timeoutMs } of findSenders(pass.home)) {
    const path = reportPath(pass.home, 'pending', id);
    if (lstatIfThere(path) === undefined) continue;
    // Of one that was made unreadable meanwhile it is known all the same that it is being sent.
    const digest = digestAt(path) ?? '';
    const deadline = new Date(now.getTime() + timeoutMs).toISOString();
    const current = { attempt, token, digest, startedAt: now.toISOString(), deadline, ...(await thisMachine()) };
    const record = { ...newAttemptRecord(id), attempts: attempt, maybeDuplicate: true, current };
    saveAttemptRecord(pass, record);
    saved.push(record);
  }
  return saved;
}
