import { countOf, formatDuration } from '@owner-report/spool';

import { isFromFuture } from './clockSlack.ts';
import { findDueSeconds, findHeads } from './heads.ts';
import type { Situation } from './situation.ts';

/** A time as it was given, and in milliseconds. */
interface GivenTime {
  given: string;
  ms: number;
}

/** What a home must keep to, as far as somebody has said. */
export interface Bounds {
  /** The oldest head. */
  maxAge?: GivenTime;
  /** Without the end of a pass. */
  maxSilence?: GivenTime;
  /** Reports that are held. */
  maxHeld?: number | undefined;
}

/** A bound that is not kept, or of which that cannot be told: who watches must not be told that all is well then. */
interface Complaint {
  bound: 'max-age' | 'max-silence' | 'max-held';
  text: string;
}

/** What a home does not keep to. Pure. */
export function findComplaints(situation: Situation, { maxAge, maxSilence, maxHeld }: Bounds): Complaint[] {
  const { status } = situation;
  const age = maxAge === undefined ? undefined : complainOfAge(situation, maxAge);
  const silence = maxSilence === undefined ? undefined : complainOfSilence(situation, maxSilence);
  const held = maxHeld === undefined ? undefined : complainOfHeld(status, maxHeld);
  return [
    ...(age === undefined ? [] : [{ bound: 'max-age' as const, text: age }]),
    ...(silence === undefined ? [] : [{ bound: 'max-silence' as const, text: silence }]),
    ...(held === undefined ? [] : [{ bound: 'max-held' as const, text: held }]),
  ];
}

function complainOfAge({ status }: Situation, { given, ms }: GivenTime): string | undefined {
  if (!status.exists) return 'there is no such home, so that no age can be told';
  if (findDueSeconds(status).some((seconds) => seconds * 1000 > ms))
    return `the head${status.lanes === undefined ? '' : ' of a lane'} is older than ${given}`;
  const isHeadAhead = findHeads(status).some(({ head }) => head.is_from_future);
  return isHeadAhead ? 'the head is from the future, so that its age cannot be told' : undefined;
}

function complainOfSilence({ now, status, pass }: Situation, { given, ms }: GivenTime): string | undefined {
  if (!status.exists) return 'there is no such home, so that nothing drains it';
  if (pass === undefined) return 'no pass is on record, so that it cannot be told when the last one ended';
  if (isFromFuture(Date.parse(pass.at), now))
    return 'the last pass is from the future, so that it cannot be told how long ago it ended';
  const silentMs = now.getTime() - Date.parse(pass.at);
  return silentMs > ms ? `the last pass ended ${formatDuration(silentMs)} ago, longer than ${given}` : undefined;
}

function complainOfHeld({ exists, held }: Situation['status'], most: number): string | undefined {
  if (!exists) return 'there is no such home, so that it cannot be told what is held';
  return held > most ? `${countOf(held, 'report')} held, more than ${most}` : undefined;
}
