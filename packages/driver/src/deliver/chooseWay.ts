import { type Lane, laneOf, type Sending, type Settings } from '@owner-report/cli';
import type { StoredReport } from '@owner-report/spool';

import type { AttemptLane, AttemptRecord } from '../attempt/attemptRecord.ts';
import { findRejection } from '../attempt/rejection.ts';
import type { Pass } from '../pass/pass.ts';

/** How one attempt goes. */
export interface Way {
  settings: Settings;
  /** What the record keeps of its lane, where there are routes. */
  lane?: AttemptLane;
}

/**
 * The way of the next attempt of a report: that of its lane, or after enough definite failures in a row the fallback,
 * unless that has rejected it. From then on the two take turns, so that neither waits for the other to be mended. An
 * outcome that is not definite sets the count back: what may have gone out one way is not sent another way in the same
 * breath.
 * @param digest of the report as it stands now
 */
export function chooseWay(
  { lane, settings }: Pick<Pass, 'lane' | 'settings'>,
  before: AttemptRecord,
  digest: string,
): Way {
  if (lane === undefined) return { settings };
  const fallback = findFallback(lane, before, digest);
  return {
    settings: fallback ?? settings,
    lane: { route: lane.name, isFallback: fallback !== undefined, holdAfter: settings.holdAfter },
  };
}

/** The same for a report as it is, by the lane that it belongs to. */
export function findWay(sending: Sending, stored: StoredReport, before: AttemptRecord): Way {
  const lane = laneOf(stored.report, sending);
  const { settings } = lane;
  return sending.routes.length === 0 ? { settings } : chooseWay({ settings, lane }, before, stored.digest);
}

// Its settings; undefined while its turn has not come.
function findFallback({ name, fallback }: Lane, before: AttemptRecord, digest: string): Settings | undefined {
  const { failedInRow: failed } = before;
  // What has failed by another lane says nothing of this one.
  if (fallback === undefined || failed?.route !== name) return undefined;
  const beyond = failed.count - fallback.after;
  const isDue = beyond >= 0 && beyond % 2 === 0;
  return isDue && findRejection(before, digest, fallback.settings) === undefined ? fallback.settings : undefined;
}
