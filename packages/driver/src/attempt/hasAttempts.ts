import type { Home } from '@owner-report/spool';

import { readAttemptRecord } from './attemptRecord.ts';
import { isForgotten } from './isForgotten.ts';
import { listAttemptsIfAny } from './listAttempts.ts';

/**
 * Whether there is any attempt to settle, to forget, or to clear away: also where nothing is pending. What is only
 * remembered of a report needs no pass. Changes nothing.
 * @throws IoError
 */
export function hasAttempts(home: Home, now: Date): boolean {
  const { leftovers, taken, recordIds } = listAttemptsIfAny(home);
  if (leftovers.length > 0 || taken.length > 0) return true;
  return recordIds.some((id) => {
    const record = readAttemptRecord(home, id);
    return record.current !== undefined || isForgotten(home, record, now);
  });
}
