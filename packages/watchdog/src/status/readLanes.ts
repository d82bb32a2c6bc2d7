import { findQuietUntil, type Lane, msOutsideQuiet, type Sending } from '@owner-report/cli';
import type { SendUnderWay } from '@owner-report/driver';
import type { Entry } from '@owner-report/spool';

import { type LaneSurvey, surveyLanes } from '../lanes/surveyLanes.ts';
import type { HeadStatus, LaneStatus } from './queueStatus.ts';
import { findTelling, whyItWaits } from './whyItWaits.ts';

/** How what is known about a report is read, and the send that all lanes wait for. */
interface Look {
  readHead: (entry: Entry) => Promise<HeadStatus>;
  underWay: SendUnderWay | undefined;
}

/** Reads how each lane stands. Changes nothing. @param entries all that is pending, oldest first */
export async function readLanes(
  entries: readonly Entry[],
  sending: Sending,
  now: Date,
  look: Look,
): Promise<LaneStatus[]> {
  const lanes: LaneStatus[] = [];
  for (const survey of surveyLanes(entries, sending, now)) lanes.push(await readLane(survey, now, look));
  return lanes;
}

async function readLane(survey: LaneSurvey, now: Date, { readHead, underWay }: Look): Promise<LaneStatus> {
  const { lane, pending, quiet } = survey;
  const [head, heldBack] = [await readIfAny(survey.head, readHead), await readIfAny(survey.heldBack, readHead)];
  const dues = [
    ...(head === null ? [] : [dueSeconds(head, lane, survey.isRoutine, now)]),
    ...(heldBack === null ? [] : [dueSeconds(heldBack, lane, true, now)]),
  ];
  const told = findTelling({ head, held_back: heldBack });
  return {
    route: lane.name,
    pending,
    quiet,
    quiet_until: quiet === 0 ? null : (findQuietUntil(lane, now)?.toISOString() ?? null),
    head,
    held_back: heldBack,
    due_seconds: dues.length === 0 ? null : Math.max(...dues),
    why: told === null ? null : whyItWaits(told, now, underWay),
  };
}

async function readIfAny(entry: Entry | undefined, readHead: Look['readHead']): Promise<HeadStatus | null> {
  return entry === undefined ? null : await readHead(entry);
}

// What was tried could have gone out, whatever the hours are by now.
function dueSeconds(head: HeadStatus, { quietHours }: Lane, isRoutine: boolean, now: Date): number {
  const { age_seconds: age, attempts } = head;
  if (quietHours === undefined || !isRoutine || attempts > 0) return age;
  return Math.floor(msOutsideQuiet(quietHours, new Date(now.getTime() - age * 1000), now) / 1000);
}
