import { type Invocation, type Lane, laneNamed, laneOf, requireSendCommand, type Sending } from '@owner-report/cli';
import { findReportById, type Located, readFields } from '@owner-report/spool';

import { deliverReport } from './deliver/deliverReport.ts';
import { settleAttempts } from './deliver/settleAttempts.ts';
import { type Delivery, isSettled, warningsOf } from './outcome/delivery.ts';
import { deliveryDocument } from './outcome/deliveryDocument.ts';
import { describeDelivery } from './outcome/describeDelivery.ts';
import { exitCodeOfDelivery } from './outcome/exitCodeOfDelivery.ts';
import { openPass, type Pass } from './pass/pass.ts';
import { passOfLane } from './pass/passOfLane.ts';

/** How long a delivery by hand waits for a pass to end. */
const lockWaitMs = 10_000;

/** Delivers a pending report, or settles what became of its last attempt. @returns the exit code */
export async function deliverNow({ home, talk }: Invocation, sending: Sending, found: Located): Promise<number> {
  const lane = laneAt(found.path, sending);
  requireSendCommand(lane?.settings ?? sending.settings, home, lane?.name);
  const describe = (delivery: Delivery) =>
    describeDelivery(home, delivery, laneNamed(delivery.route, sending).settings);
  const pass = await openPass(home, sending.settings, lockWaitMs, (warning) => talk.warn(warning));
  try {
    const settled = await settleAttempts(pass);
    const own = settled.find(
      (delivery) => delivery.id === found.id && (isSettled(delivery) || delivery.outcome === 'uncommitted'),
    );
    const blocking = settled.find((delivery) => delivery.outcome === 'in-flight');
    for (const delivery of settled) if (delivery !== own && delivery !== blocking) talk.note(describe(delivery));
    const delivery = own ?? blocking ?? (await deliverOrFindSent(pass, sending, found.id));
    for (const one of new Set([...settled, delivery])) for (const warning of warningsOf(one)) talk.warn(warning);
    talk.document(deliveryDocument(delivery));
    (exitCodeOfDelivery(delivery) === 0 ? talk.result : talk.warn)(describe(delivery));
    return exitCodeOfDelivery(delivery);
  } finally {
    await pass.lock.release();
  }
}

// Without routes nothing of a report is read for it.
function laneAt(path: string, sending: Sending): Lane | undefined {
  return sending.routes.length === 0 ? undefined : laneOf(readFields(path), sending);
}

async function deliverOrFindSent(pass: Pass, sending: Sending, id: string): Promise<Delivery> {
  // It may have moved while we waited for the lock.
  const { place, path } = findReportById(pass.home, id);
  if (place === 'sent') return { id, outcome: 'already-sent', path, warnings: [] };
  const lane = laneAt(path, sending);
  return await deliverReport(lane === undefined ? pass : passOfLane(pass, lane), id, { ignoreBackoff: true });
}
