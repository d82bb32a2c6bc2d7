import { type Lane, lanesOf } from '@owner-report/cli';
import type { Pass } from '@owner-report/driver';
import { type ExitCode, type Listing, noTurns, readTurns } from '@owner-report/spool';

import { countTurns, findTurns } from '../lanes/turns.ts';
import { LaneRound } from './laneRound.ts';
import type { PassOrder, PassResult } from './passOrder.ts';

/**
 * A pass where there are routes: first one report of the lane whose turn it is, if it is one's, then all that may be sent, lane by lane
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
  const before = isLimited ? readTurns(order.home) : noTurns;
  const round = new LaneRound(pass, order, listing, exitCodeSoFar);
  const inTurn = findTurns(lanes, before);
  const isTold = (await serveTurn(round, inTurn)) === 'stopped';
  for (const lane of isTold ? [] : lanes) {
    if (round.left <= 0 || (await round.serve(lane, round.left)) === 'stopped') break;
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
      turns: isLimited ? countTurns(lanes, { reached: round.reached, isTurn: inTurn.length > 0 }, before) : noTurns,
    },
  };
}

// The first of them that has something to send and can send it has the turn.
async function serveTurn(round: LaneRound, inTurn: readonly Lane[]): Promise<'served' | 'stopped'> {
  for (const lane of inTurn) {
    if (round.sent > 0) break;
    if ((await round.serve(lane, 1)) === 'stopped') return 'stopped';
  }
  return 'served';
}
