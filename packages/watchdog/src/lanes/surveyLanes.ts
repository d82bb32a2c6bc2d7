import { isHeldBack, isRoutine, type Lane, laneOf, lanesOf, type Sending } from '@owner-report/cli';
import { type Entry, readFields } from '@owner-report/spool';

/** What one lane holds. */
export interface LaneSurvey {
  lane: Lane;
  pending: number;
  /** How many of them quiet hours hold back now, and the oldest of these. */
  quiet: number;
  heldBack: Entry | undefined;
  /** The oldest of the others. */
  head: Entry | undefined;
  /** Whether quiet hours can hold that one back. */
  isRoutine: boolean;
}

/** Looks into every pending report. @param entries oldest first */
export function surveyLanes(entries: readonly Entry[], sending: Sending, now: Date): LaneSurvey[] {
  const surveys = new Map<string, LaneSurvey>(lanesOf(sending).map((lane) => [lane.name, emptySurvey(lane)]));
  for (const entry of entries) {
    const fields = readFields(entry.path);
    const survey = surveys.get(laneOf(fields, sending).name) as LaneSurvey;
    survey.pending += 1;
    if (fields !== undefined && isHeldBack(fields, survey.lane, now)) {
      survey.quiet += 1;
      survey.heldBack ??= entry;
    } else if (survey.head === undefined) {
      survey.head = entry;
      survey.isRoutine = isRoutine(fields?.status ?? '');
    }
  }
  return [...surveys.values()];
}

function emptySurvey(lane: Lane): LaneSurvey {
  return { lane, pending: 0, quiet: 0, heldBack: undefined, head: undefined, isRoutine: false };
}
