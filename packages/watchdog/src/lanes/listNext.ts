import { type Lane, lanesOf, type Sending } from '@owner-report/cli';
import type { Entry } from '@owner-report/spool';

import { LaneQueues } from './laneQueues.ts';

/** What a pass would send, as far as no lane has a turn before the others, and no send fails. */
export interface Next {
  entries: Entry[];
  /** Reports found on the way that quiet hours hold back. */
  quiet: number;
}

/** What a pass would do with a report: send it, leave it and go on with its lane, or leave its lane. */
export type Going = 'sent' | 'left' | 'lane-left';

/**
 * Finds what is next, lane by lane.
 * @param all what is pending, oldest first
 * @param judge looks at each report on the way
 */
export function listNext(
  all: readonly Entry[],
  { sending, most, now }: { sending: Sending; most: number; now: Date },
  judge: (entry: Entry, lane: Lane) => Going = () => 'sent',
): Next {
  const queues = new LaneQueues(all, sending, now);
  const entries: Entry[] = [];
  for (const lane of lanesOf(sending)) {
    while (entries.length < most) {
      const entry = queues.take(lane);
      const going = entry === undefined ? 'lane-left' : judge(entry, lane);
      if (entry === undefined || going === 'lane-left') break;
      if (going === 'sent') entries.push(entry);
    }
  }
  return { entries, quiet: queues.quiet };
}
