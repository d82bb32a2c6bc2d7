import type { Settings } from '@owner-report/cli';
import {
  type Delivery,
  exitCodeOfDelivery,
  hasAttempts,
  isSettled,
  openPass,
  type Pass,
  settleAttempts,
  warningsOf,
} from '@owner-report/driver';
import {
  type ExitCode,
  exitCodeOfError,
  exitCodes,
  hasReports,
  type Home,
  type Listing,
  listReports,
  LockedError,
  messageOf,
  noteLastPass,
} from '@owner-report/spool';

import { DeliverySequence } from './deliverySequence.ts';
import { keepHeapSmall } from './keepHeapSmall.ts';

// Above this size garbage dominates memory; below it, extra collections cost more than they save.
const manyReports = 2000;

/** What one pass is asked to do, and whom it tells. */
export interface PassOrder {
  home: Home;
  settings: Settings;
  /** At most so many reports; Infinity for all that are pending when the pass begins. */
  maxCount: number;
  /** How long to wait for another pass, milliseconds. */
  lockWaitMs: number;
  /** Whether it is to end before the next report; undefined where a signal ends the process at once. */
  isStopped?: () => boolean;
  onDelivery: (delivery: Delivery, progress: { done: number; planned: number }) => void;
  onWarning: (text: string) => void;
  /** Names in `pending/` that are no reports, if there are any. */
  onForeign: (names: readonly string[]) => void;
}

/** How a pass ended. */
export interface PassResult {
  exitCode: ExitCode;
  sent: number;
  /** Reports still in `pending/` that this pass saw. */
  left: number;
}

/**
 * One pass: oldest first, until `maxCount` are sent or one fails. The first failure stops it, so that nothing is
 * skipped; only a report that is held after it lets the pass go on, to exit code 75.
 * @throws LockedError when another pass is at work; InvalidReportError for a head that can never be sent; ConfigError
 */
export async function runPass(order: PassOrder): Promise<PassResult> {
  try {
    const result = await passOnce(order);
    noteLastPass(order.home, { exit_code: result.exitCode, sent: result.sent, left: result.left }, new Date());
    return result;
  } catch (error) {
    // The pass that holds the lock notes its own end.
    if (!(error instanceof LockedError))
      noteLastPass(order.home, { exit_code: exitCodeOfError(error), error: messageOf(error) }, new Date());
    throw error;
  }
}

async function passOnce(order: PassOrder): Promise<PassResult> {
  // Nothing to do needs no lock, no send command and no word.
  if (!hasReports(order.home, 'pending') && !hasAttempts(order.home, new Date()))
    return { exitCode: exitCodes.done, sent: 0, left: 0 };
  const pass = await openPass(order.home, order.settings, order.lockWaitMs, order.onWarning);
  try {
    return await drain(pass, order);
  } finally {
    await pass.lock.release();
  }
}

async function drain(pass: Pass, order: PassOrder): Promise<PassResult> {
  const settled = await settleAttempts(pass);
  for (const delivery of settled) tell(order, delivery, { done: 0, planned: 0 });
  const recovered = settled.filter((delivery) => delivery.outcome === 'sent').length;
  const first = listReports(pass.home, 'pending', order.maxCount);
  if (first.foreign.length > 0) order.onForeign(first.foreign);
  if (settled.some((delivery) => delivery.outcome === 'in-flight'))
    return { exitCode: exitCodes.retry, sent: recovered, left: first.total };
  const result = await drainListed(pass, order, first, settled.some(wasGivenUp) ? exitCodes.retry : exitCodes.done);
  return { ...result, sent: recovered + result.sent };
}

async function drainListed(pass: Pass, order: PassOrder, first: Listing, exitCodeSoFar: ExitCode): Promise<PassResult> {
  let exitCode = exitCodeSoFar;
  let sent = 0;
  let listing = first;
  if (first.entries.length >= manyReports) await keepHeapSmall();
  for (;;) {
    let gone = 0;
    const sequence = new DeliverySequence(pass, order.isStopped);
    try {
      for (const [index, entry] of listing.entries.entries()) {
        if (order.isStopped?.() === true) return { exitCode, sent, left: listing.total - gone };
        const delivery = await sequence.deliver(entry, listing.entries[index + 1]);
        if (delivery === 'stopped') return { exitCode, sent, left: listing.total - gone };
        if (delivery === 'gone') {
          gone += 1;
          continue;
        }
        if (delivery.outcome === 'sent') sent += 1;
        if (isSettled(delivery)) gone += 1;
        tell(order, delivery, { done: gone, planned: listing.entries.length });
        if (!isSettled(delivery)) return { exitCode: exitCodeOfDelivery(delivery), sent, left: listing.total - gone };
        if (wasGivenUp(delivery)) exitCode = exitCodes.retry;
      }
    } finally {
      await sequence.stop();
    }
    // Reports that left the queue unsent do not count towards maxCount: list again, and go on with the next ones.
    if (sent >= order.maxCount || gone === 0 || gone === listing.total || order.maxCount === Infinity)
      return { exitCode, sent, left: listing.total - gone };
    listing = listReports(pass.home, 'pending', order.maxCount - sent);
  }
}

// Held after too many failures: the pass goes on, but this report did not go out.
function wasGivenUp(delivery: Delivery): boolean {
  return isSettled(delivery) && exitCodeOfDelivery(delivery) !== exitCodes.done;
}

function tell(order: PassOrder, delivery: Delivery, progress: { done: number; planned: number }): void {
  for (const warning of warningsOf(delivery)) order.onWarning(warning);
  order.onDelivery(delivery, progress);
}
