import { findLastQuietEnd, findQuietUntil, type Sending } from '@owner-report/cli';
import type { Entry } from '@owner-report/spool';

import { type LaneSurvey, surveyLanes } from '../lanes/surveyLanes.ts';
import type { HeadStatus, LaneStatus } from './queueStatus.ts';
import { whyItWaits } from './whyItWaits.ts';

/**
 * Reads how each lane stands. Changes nothing.
 * @param entries all that is pending, oldest first
 * @param readHead reads what is known about one report
 */
export async function readLanes(
  entries: readonly Entry[],
  sending: Sending,
  now: Date,
  readHead: (entry: Entry) => Promise<HeadStatus>,
): Promise<LaneStatus[]> {
  const lanes: LaneStatus[] = [];
  for (const survey of surveyLanes(entries, sending, now)) {
    const head = survey.head === undefined ? null : await readHead(survey.head);
    lanes.push({
      route: survey.lane.name,
      pending: survey.pending,
      quiet: survey.quiet,
      quiet_until: survey.quiet === 0 ? null : (findQuietUntil(survey.lane, now)?.toISOString() ?? null),
      head,
      due_seconds: head === null ? null : Math.min(head.age_seconds, secondsSinceQuiet(survey, now)),
      why: head === null ? null : whyItWaits(head, now),
    });
  }
  return lanes;
}

function secondsSinceQuiet({ lane: { quietHours }, isRoutine }: LaneSurvey, now: Date): number {
  const end = quietHours === undefined || !isRoutine ? undefined : findLastQuietEnd(quietHours, now);
  return end === undefined ? Infinity : Math.floor((now.getTime() - end.getTime()) / 1000);
}
