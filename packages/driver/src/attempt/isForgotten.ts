import { type Home, lstatIfThere, reportPath } from '@owner-report/spool';

import type { AttemptRecord } from './attemptRecord.ts';

const rememberedMs = 30 * 86_400_000;

/**
 * Whether a record is needed no more: its report is neither in `pending/` nor in `held/`. What may have gone out is
 * remembered for 30 days, should the report come back from wherever it is. A place that cannot be looked into may hold it:
 * who needs that place says what is wrong with it.
 */
export function isForgotten(home: Home, record: AttemptRecord, now: Date): boolean {
  const { report_id: id, maybeDuplicate, maybeSent, lastAt } = record;
  const age = now.getTime() - Date.parse(lastAt ?? '');
  if ((maybeDuplicate || maybeSent !== undefined) && age < rememberedMs) return false;
  // Once more in pending/: it may have come back between the two looks.
  const looks = ['pending', 'held', 'pending'] as const;
  try {
    return looks.every((place) => lstatIfThere(reportPath(home, place, id)) === undefined);
  } catch {
    return false;
  }
}
