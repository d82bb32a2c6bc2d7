import { type Invocation, type Lane, type Sending, type Talk, withHoldHint } from '@owner-report/cli';
import {
  describeDelivery,
  exitCodeOfDelivery,
  foreseeDelivery,
  isSettled,
  previewDelivery,
} from '@owner-report/driver';
import {
  countOf,
  describeError,
  describeForeign,
  type Entry,
  type ExitCode,
  exitCodes,
  type Home,
  InvalidReportError,
  listReports,
  NotFoundError,
  UsageError,
} from '@owner-report/spool';

import { type Going, listNext } from '../lanes/listNext.ts';
import { worstExitCode } from '../pass/worstExitCode.ts';

/**
 * `--dry-run` of a pass: shows what it would send, in the order in which it would, and at which report it would stop. Runs and
 * moves nothing.
 * @returns the exit code for which it would stop there
 */
export function preview({ home, talk, flag }: Invocation, sending: Sending, maxCount: number): number {
  if (flag('follow')) throw new UsageError('expected --dry-run or --follow, got both');
  // It goes on to what stands behind some of the oldest.
  const goesOn = sending.routes.length > 0 || sending.settings.onInvalid === 'hold';
  const { entries, total, foreign } = listReports(home, 'pending', goesOn ? Infinity : maxCount);
  for (const name of foreign) talk.warn(describeForeign(home, 'pending', name));
  if (total === 0) talk.note(`${home.pending}: nothing is pending`);
  const codes: ExitCode[] = [exitCodes.done];
  const now = new Date();
  const judge = (entry: Entry, lane: Lane): Going => {
    const stop = (exitCode: ExitCode, message: string): Going => {
      talk.warn(message);
      codes.push(exitCode);
      return 'lane-left';
    };
    return judgeEntry(home, entry, { lane, sending, now, talk, stop });
  };
  const next = listNext(entries, { sending, most: maxCount, now }, judge);
  for (const [index, entry] of next.entries.entries()) {
    talk.result(`${index === 0 ? '' : '\n'}next ${index + 1} of ${next.entries.length} (${total} pending)`);
    previewDelivery(home, sending, entry.path, talk);
  }
  if (next.quiet > 0) talk.note(`${countOf(next.quiet, 'report')} held back by quiet hours`);
  return worstExitCode(codes);
}

interface Judging {
  lane: Lane;
  sending: Sending;
  now: Date;
  talk: Talk;
  /** Says why, and leaves the lane. */
  stop: (exitCode: ExitCode, message: string) => Going;
}

// What is not sent stops its lane, and no other.
function judgeEntry(home: Home, { id, path }: Entry, { lane, sending, now, talk, stop }: Judging): Going {
  const isHolding = lane.settings.onInvalid === 'hold';
  const wouldHold = (reason: string): Going => {
    talk.warn(`${whereOf(lane, sending)}would be held: ${reason}`);
    return 'left';
  };
  try {
    const delivery = foreseeDelivery(home, sending, path, now);
    if (delivery === undefined) return 'sent';
    if (delivery.outcome === 'rejected' && isHolding) return wouldHold(`${id}: rejected: ${delivery.reason}`);
    const words = describeDelivery(home, delivery, lane.settings);
    if (!isSettled(delivery)) return stop(exitCodeOfDelivery(delivery), words);
    talk.note(`${whereOf(lane, sending)}would leave pending/ unsent: ${id}: the same report is in sent/`);
    return 'left';
  } catch (error) {
    if (error instanceof NotFoundError) return 'left';
    if (!(error instanceof InvalidReportError)) throw error;
    if (isHolding) return wouldHold(error.message);
    const words = describeError(withHoldHint(home, id, error));
    return stop(exitCodes.invalidReport, `${whereOf(lane, sending)}${words}`);
  }
}

function whereOf({ name }: Lane, { routes }: Sending): string {
  return routes.length > 0 ? `route ${name}: ` : '';
}
