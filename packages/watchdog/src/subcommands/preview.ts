import { type Invocation, type Lane, type Sending, type Talk, withHoldHint } from '@owner-report/cli';
import { previewDelivery } from '@owner-report/driver';
import {
  countOf,
  describeError,
  describeForeign,
  type Entry,
  exitCodes,
  type Home,
  InvalidReportError,
  listReports,
  NotFoundError,
  readReport,
  UsageError,
} from '@owner-report/spool';

import { type Going, listNext } from '../lanes/listNext.ts';

/**
 * `--dry-run` of a pass: shows what it would send, in the order in which it would. Runs and moves nothing.
 * @throws InvalidReportError for an invalid head, where there are no routes
 */
export function preview({ home, talk, flag }: Invocation, sending: Sending, maxCount: number): number {
  if (flag('follow')) throw new UsageError('expected --dry-run or --follow, got both');
  const hasLanes = sending.routes.length > 0;
  // It goes on to what stands behind some of the oldest.
  const goesOn = hasLanes || sending.settings.onInvalid === 'hold';
  const { entries, total, foreign } = listReports(home, 'pending', goesOn ? Infinity : maxCount);
  for (const name of foreign) talk.warn(describeForeign(home, 'pending', name));
  if (total === 0) talk.note(`${home.pending}: nothing is pending`);
  let isStopped = false;
  const judge = (entry: Entry, lane: Lane) => {
    const going = judgeEntry(home, entry, { lane, where: hasLanes ? `route ${lane.name}: ` : '' }, talk);
    isStopped ||= going === 'lane-left';
    return going;
  };
  const order = { sending, most: maxCount, now: new Date() };
  const next = goesOn ? listNext(entries, order, judge) : { entries, quiet: 0 };
  for (const [index, entry] of next.entries.entries()) {
    talk.result(`${index === 0 ? '' : '\n'}next ${index + 1} of ${next.entries.length} (${total} pending)`);
    previewDelivery(home, sending, entry.path, talk);
  }
  if (next.quiet > 0) talk.note(`${countOf(next.quiet, 'report')} held back by quiet hours`);
  return isStopped ? exitCodes.invalidReport : exitCodes.done;
}

// An invalid report stops its lane, and no other.
function judgeEntry(
  home: Home,
  { id, path }: Entry,
  { lane, where }: { lane: Lane; where: string },
  talk: Talk,
): Going {
  try {
    readReport(path);
    return 'sent';
  } catch (error) {
    if (error instanceof NotFoundError) return 'left';
    if (!(error instanceof InvalidReportError)) throw error;
    const isHolding = lane.settings.onInvalid === 'hold';
    talk.warn(
      `${where}${isHolding ? `would be held: ${error.message}` : describeError(withHoldHint(home, id, error))}`,
    );
    return isHolding ? 'left' : 'lane-left';
  }
}
