import { lanesOf } from '@owner-report/cli';
import type { Pass } from '@owner-report/driver';
import { type ExitCode, type Listing, readNotReached } from '@owner-report/spool';

import { countNotReached, findTurns } from '../lanes/turns.ts';
import { LaneRound } from './laneRound.ts';
import type { PassOrder, PassResult } from './passOrder.ts';

/**
 * A pass where there are routes: first one report of each lane whose turn it is, then all that may be sent, lane by lane
 * in the order in which they are listed.
 */
export async function drainLanes(
  pass: Pass,
  order: PassOrder,
  listing: Listing,
  exitCodeSoFar: ExitCode,
): Promise<PassResult> {
  const lanes = lanesOf(order.sending);
  const isLimited = order.maxCount !== Infinity;
  const notReached = isLimited ? readNotReached(order.home) : new Map<string, number>();
  const round = new LaneRound(pass, order, listing, exitCodeSoFar);
  const turns = findTurns(lanes, notReached).map((lane) => ({ lane, most: () => Math.min(1, round.left) }));
  const all = lanes.map((lane) => ({ lane, most: () => round.left }));
  for (const { lane, most } of [...turns, ...all]) {
    if (round.left <= 0 || (await round.serve(lane, most())) === 'stopped') break;
  }
  return {
    exitCode: round.exitCode,
    sent: round.sent,
    left: listing.total - round.gone,
    lanes: {
      stopped: [...round.stopped],
      quiet: round.quiet,
      moved: round.moved,
      isUsedUp: round.left <= 0,
      notReached: isLimited ? countNotReached(lanes, round.reached, notReached) : {},
    },
  };
}
