import { lanesOf, type Sending } from '@owner-report/cli';
import type { Entry } from '@owner-report/spool';

import { LaneQueues } from './laneQueues.ts';

/** What a pass would send, as far as no lane has a turn before the others, and nothing fails. */
export interface Next {
  entries: Entry[];
  /** Reports found on the way that quiet hours hold back. */
  quiet: number;
}

/** Finds what is next, lane by lane. @param all what is pending, oldest first */
export function listNext(all: readonly Entry[], sending: Sending, most: number, now: Date): Next {
  const queues = new LaneQueues(all, sending, now);
  const entries: Entry[] = [];
  for (const lane of lanesOf(sending)) {
    while (entries.length < most) {
      const entry = queues.take(lane);
      if (entry === undefined) break;
      entries.push(entry);
    }
  }
  return { entries, quiet: queues.quiet };
}
