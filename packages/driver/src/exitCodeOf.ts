import { exitCodes, type ExitCode } from '@owner-report/spool';

import { isSettled, type Delivery } from './delivery.ts';

/** Exit code that stands for the outcome of a delivery. */
export function exitCodeOf(delivery: Delivery): ExitCode {
  return isSettled(delivery) ? exitCodes.done : exitCodes.retry;
}
