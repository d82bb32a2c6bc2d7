import type { Lane, Sending } from '@owner-report/cli';
import { type Delivery, exitCodeOfDelivery, isSettled, warningsOf } from '@owner-report/driver';
import { exitCodes, type ExitCode, type Home, type Turns } from '@owner-report/spool';

/** What one pass is asked to do, and whom it tells. */
export interface PassOrder {
  home: Home;
  sending: Sending;
  /** At most so many reports; Infinity for all that are pending when the pass begins. */
  maxCount: number;
  /** How long to wait for another pass, milliseconds. */
  lockWaitMs: number;
  /** Whether it is to end before the next report; undefined where a signal ends the process at once. */
  isStopped?: () => boolean;
  /** Whether a lane is to be left alone in this pass, by its name; undefined where none is. */
  isResting?: (lane: string) => boolean;
  /** Called before the first send of a lane; an error stops that lane. Only where there are routes. */
  beforeLane?: (lane: Lane) => Promise<void>;
  onDelivery: (delivery: Delivery, progress: Progress) => void;
  onWarning: (text: string) => void;
  /** Names in `pending/` that are no reports, if there are any. */
  onForeign: (names: readonly string[]) => void;
}

/** How far a pass is, in reports. */
export interface Progress {
  done: number;
  planned: number;
}

/** How a pass ended. */
export interface PassResult {
  exitCode: ExitCode;
  sent: number;
  /** Reports still in `pending/` that this pass saw. */
  left: number;
  /** Of its lanes, where there are routes and it came to them. */
  lanes?: LanesResult;
}

/** What became of the lanes of a pass. */
interface LanesResult {
  /** Names of those that a failure has stopped. */
  stopped: readonly string[];
  /** Reports that wait for the end of quiet hours. */
  quiet: number;
  /** Reports that were edited into another lane: they can be sent now. */
  moved: number;
  /** As much was sent as might be: more may be waiting. */
  isUsedUp: boolean;
  turns: Turns;
}

/** Tells of a delivery, and of what was odd about it. */
export function tellDelivery(order: PassOrder, delivery: Delivery, progress: Progress): void {
  for (const warning of warningsOf(delivery)) order.onWarning(warning);
  order.onDelivery(delivery, progress);
}

/** Whether a report was held after too many failures: the pass goes on, but this one did not go out. */
export function wasGivenUp(delivery: Delivery): boolean {
  return isSettled(delivery) && exitCodeOfDelivery(delivery) !== exitCodes.done;
}
