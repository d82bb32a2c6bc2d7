import { type ExitCode, exitCodes } from '@owner-report/spool';

import { type Delivery, isSettled } from './delivery.ts';

/**
 * Exit code that stands for the outcome of a delivery. A report that was given up was not sent: a pass goes on, but
 * says so.
 */
export function exitCodeOfDelivery(delivery: Delivery): ExitCode {
  if (delivery.outcome === 'uncommitted' || delivery.outcome === 'rejected') return exitCodes.invalidReport;
  const gaveUp = delivery.outcome === 'held' && delivery.cause === 'failures';
  return isSettled(delivery) && !gaveUp ? exitCodes.done : exitCodes.retry;
}
