import { exitCodeOfDelivery, isSettled, openPass, type Pass, settleAttempts } from '@owner-report/driver';
import {
  type ExitCode,
  exitCodeOfError,
  exitCodes,
  type Listing,
  listReports,
  LockedError,
  messageOf,
  noteLastPass,
} from '@owner-report/spool';

import { DeliverySequence } from './deliverySequence.ts';
import { drainLanes } from './drainLanes.ts';
import { isIdle } from './isIdle.ts';
import { keepHeapSmall } from './keepHeapSmall.ts';
import { type PassOrder, type PassResult, tellDelivery, wasGivenUp } from './passOrder.ts';

// Above this size garbage dominates memory; below it, extra collections cost more than they save.
const manyReports = 2000;

/**
 * One pass: oldest first, until `maxCount` are sent or one fails. The first failure stops it, so that nothing is
 * skipped; only a report that is held after it lets the pass go on, to exit code 75. Where there are routes, each lane is
 * drained so, and what a lane fails of is told as a warning.
 * @throws LockedError when another pass is at work; InvalidReportError for a head that can never be sent; ConfigError
 */
export async function runPass(order: PassOrder): Promise<PassResult> {
  try {
    const result = await passOnce(order);
    const { exitCode, sent, left, lanes } = result;
    noteLastPass(order.home, { exit_code: exitCode, sent, left, ...(lanes && { turns: lanes.turns }) }, new Date());
    return result;
  } catch (error) {
    // The pass that holds the lock notes its own end.
    if (!(error instanceof LockedError))
      noteLastPass(order.home, { exit_code: exitCodeOfError(error), error: messageOf(error) }, new Date());
    throw error;
  }
}

async function passOnce(order: PassOrder): Promise<PassResult> {
  if (isIdle(order.home)) return { exitCode: exitCodes.done, sent: 0, left: 0 };
  const pass = await openPass(order.home, order.sending.settings, order.lockWaitMs, order.onWarning);
  try {
    return await drain(pass, order);
  } finally {
    await pass.lock.release();
  }
}

async function drain(pass: Pass, order: PassOrder): Promise<PassResult> {
  const settled = await settleAttempts(pass);
  for (const delivery of settled) tellDelivery(order, delivery, { done: 0, planned: 0 });
  const recovered = settled.filter((delivery) => delivery.outcome === 'sent').length;
  const hasLanes = order.sending.routes.length > 0;
  const first = listReports(pass.home, 'pending', hasLanes ? Infinity : order.maxCount);
  if (first.foreign.length > 0) order.onForeign(first.foreign);
  if (settled.some((delivery) => delivery.outcome === 'in-flight'))
    return { exitCode: exitCodes.retry, sent: recovered, left: first.total };
  if (Math.min(first.entries.length, order.maxCount) >= manyReports) await keepHeapSmall();
  const drainAll = hasLanes ? drainLanes : drainListed;
  const result = await drainAll(pass, order, first, settled.some(wasGivenUp) ? exitCodes.retry : exitCodes.done);
  return { ...result, sent: recovered + result.sent };
}

async function drainListed(pass: Pass, order: PassOrder, first: Listing, exitCodeSoFar: ExitCode): Promise<PassResult> {
  let exitCode = exitCodeSoFar;
  let sent = 0;
  let listing = first;
  for (;;) {
    let gone = 0;
    const sequence = new DeliverySequence(pass, order.isStopped);
    try {
      for (const [index, entry] of listing.entries.entries()) {
        if (order.isStopped?.() === true) return { exitCode, sent, left: listing.total - gone };
        const delivery = await sequence.deliver(entry, () => listing.entries[index + 1]);
        if (delivery === 'stopped') return { exitCode, sent, left: listing.total - gone };
        if (delivery === 'gone' || delivery === 'elsewhere') {
          gone += 1;
          continue;
        }
        if (delivery.outcome === 'sent') sent += 1;
        if (isSettled(delivery)) gone += 1;
        tellDelivery(order, delivery, { done: gone, planned: listing.entries.length });
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
