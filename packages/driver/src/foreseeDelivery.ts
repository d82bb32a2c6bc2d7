import type { Sending } from '@owner-report/cli';
import { type Home, readReport, reportPath } from '@owner-report/spool';

import { readAttemptRecord } from './attempt/attemptRecord.ts';
import { listAttemptsIfAny } from './attempt/listAttempts.ts';
import { findWay } from './deliver/chooseWay.ts';
import { findObstacle } from './deliver/findObstacle.ts';
import { type Foreseen, foreseeRecord } from './deliver/foreseeRecord.ts';
import { isSent } from './deliver/isSent.ts';
import type { Delivery } from './outcome/delivery.ts';
import { nameRoute } from './outcome/nameRoute.ts';

/** What a pass would make of each report that was tried already, by its id, before it sends anything. Changes nothing. */
export async function foreseeAttempts(home: Home, now: Date): Promise<Map<string, Foreseen>> {
  const all = new Map<string, Foreseen>();
  for (const id of listAttemptsIfAny(home).recordIds)
    all.set(id, await foreseeRecord(home, readAttemptRecord(home, id), now));
  return all;
}

/**
 * What would become of a pending report in a pass that does not send it; undefined where it would. Changes nothing.
 * @param attempts as `foreseeAttempts` has them
 * @throws InvalidReportError, NotFoundError, IoError
 */
export function foreseeDelivery(
  home: Home,
  sending: Sending,
  path: string,
  { attempts, now }: { attempts: ReadonlyMap<string, Foreseen>; now: Date },
): Delivery | undefined {
  const stored = readReport(path);
  const { report_id: id } = stored.report;
  const { record, delivery: earlier }: Foreseen = attempts.get(id) ?? { record: readAttemptRecord(home, id) };
  if (earlier !== undefined) return earlier;
  const { settings, lane } = findWay(sending, stored, record);
  const delivery: Delivery | undefined = isSent(home, stored)
    ? { id, outcome: 'already-sent', path: reportPath(home, 'sent', id), warnings: [] }
    : findObstacle(record, stored.digest, settings, now);
  return delivery && nameRoute(delivery, lane && { route: lane.route });
}
