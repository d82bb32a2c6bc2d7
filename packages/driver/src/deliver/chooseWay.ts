import type { Settings } from '@owner-report/cli';

import type { AttemptLane, AttemptRecord } from '../attempt/attemptRecord.ts';
import type { Pass } from '../pass/pass.ts';

/** How one attempt goes. */
export interface Way {
  settings: Settings;
  /** What the record keeps of its lane, where there are routes. */
  lane?: AttemptLane;
}

/**
 * The way of the next attempt of a report: that of its lane, or after enough definite failures in a row the fallback.
 * From then on the two take turns, so that neither waits for the other to be mended. An outcome that is not definite
 * sets the count back: what may have gone out one way is not sent another way in the same breath.
 */
export function chooseWay({ lane, settings }: Pick<Pass, 'lane' | 'settings'>, before: AttemptRecord): Way {
  if (lane === undefined) return { settings };
  const { fallback } = lane;
  const beyond = (before.definiteInRow ?? 0) - (fallback?.after ?? Infinity);
  const isFallback = beyond >= 0 && beyond % 2 === 0;
  return {
    settings: isFallback && fallback !== undefined ? fallback.settings : settings,
    lane: { route: lane.name, isFallback, holdAfter: settings.holdAfter },
  };
}
