import type { Home } from '@owner-report/spool';

import type { AttemptRecord } from '../attempt/attemptRecord.ts';
import type { Delivery } from '../outcome/delivery.ts';
import { nameRoute } from '../outcome/nameRoute.ts';
import { foreseeEnding } from './foreseeEnding.ts';
import { remember } from './recordFailure.ts';

/** What a pass that came now would make of an attempt that another one has begun. */
export interface Foreseen {
  /** What it would remember of the report. */
  record: AttemptRecord;
  /** How that attempt is to be told of, where the report is not sent again: its sender is at work, or has succeeded. */
  delivery?: Delivery;
}

/** Foresees what `settleAttempts` would do. Changes nothing. @throws a system error */
export async function foreseeRecord(home: Home, record: AttemptRecord, now: Date): Promise<Foreseen> {
  const { current, ...rest } = record;
  if (current === undefined) return { record };
  const { report_id: id } = record;
  const { attempt, deadline, lane } = current;
  const ending = await foreseeEnding(home, id, current, now);
  switch (ending.end) {
    case 'in-flight':
      return { record, delivery: nameRoute({ id, outcome: 'in-flight', until: deadline }, lane) };
    case 'sent':
      return { record, delivery: nameRoute({ id, outcome: 'sent', attempt, recovered: true, warnings: [] }, lane) };
    case 'never':
      return { record: { ...rest, attempts: attempt - 1 } };
    default:
      return { record: remember(record, ending, now) };
  }
}
