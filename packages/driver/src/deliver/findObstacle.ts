import type { Settings } from '@owner-report/cli';

import type { AttemptRecord } from '../attempt/attemptRecord.ts';
import { isBackingOff } from '../attempt/backoff.ts';
import { findRejection } from '../attempt/rejection.ts';
import type { Delivery } from '../outcome/delivery.ts';

/** Why a pass does not send a report. */
export type Obstacle = Extract<Delivery, { outcome: 'rejected' | 'waiting' }>;

/**
 * What an earlier attempt of a report came to that keeps a pass from another one; undefined where nothing does.
 * @param settings those of its next attempt
 */
export function findObstacle(
  record: AttemptRecord,
  digest: string,
  settings: Settings,
  now: Date,
): Obstacle | undefined {
  const { report_id: id, retryAt, lastError } = record;
  const rejection = findRejection(record, digest, settings);
  if (rejection !== undefined)
    return { id, outcome: 'rejected', attempt: rejection.attempt, reason: rejection.reason, output: '' };
  if (retryAt === undefined || !isBackingOff(record, now.getTime())) return undefined;
  return { id, outcome: 'waiting', retryAt, reason: lastError ?? 'unknown outcome' };
}
