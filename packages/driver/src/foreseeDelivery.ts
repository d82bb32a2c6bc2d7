import type { Sending } from '@owner-report/cli';
import { type Home, readReport, reportPath } from '@owner-report/spool';

import { readAttemptRecord } from './attempt/attemptRecord.ts';
import { findWay } from './deliver/chooseWay.ts';
import { findObstacle } from './deliver/findObstacle.ts';
import { isSent } from './deliver/isSent.ts';
import type { Delivery } from './outcome/delivery.ts';
import { nameRoute } from './outcome/nameRoute.ts';

/**
 * What would become of a pending report in a pass that does not send it; undefined where it would. Changes nothing.
 * @throws InvalidReportError, NotFoundError, IoError
 */
export function foreseeDelivery(home: Home, sending: Sending, path: string, now: Date): Delivery | undefined {
  const stored = readReport(path);
  const { report_id: id } = stored.report;
  const record = readAttemptRecord(home, id);
  const { settings, lane } = findWay(sending, stored, record);
  const delivery: Delivery | undefined = isSent(home, stored)
    ? { id, outcome: 'already-sent', path: reportPath(home, 'sent', id), warnings: [] }
    : findObstacle(record, stored.digest, settings, now);
  return delivery && nameRoute(delivery, lane && { route: lane.route });
}
