import { type SendUnderWay, withOutput } from '@owner-report/driver';

import type { HeadStatus, LaneStatus } from './queueStatus.ts';
import { isTooEarly, tellByClock, type TellTime } from './tellTime.ts';

/**
 * Why the head of a lane is not sent yet, in a few words.
 * @param underWay the send that is at work, of whatever lane: one is made at a time
 */
export function whyItWaits(
  head: HeadStatus,
  now: Date,
  underWay: SendUnderWay | undefined,
  tell: TellTime = tellByClock,
): string {
  const { last_error: error, retry_at: retryAt, last_output: output } = head;
  if (head.invalid !== null) return `invalid: ${head.invalid}`;
  if (head.rejected !== null) return `rejected: ${head.rejected}`;
  if (head.in_flight) return `sending since ${tell.since(head.last_attempt_at)}`;
  if (isTooEarly(retryAt, now)) return `${error ?? 'unknown outcome'}; tried again ${tell.when(retryAt)}`;
  if (underWay !== undefined) return `waits for ${describeSend(underWay, tell)}`;
  if (error === null) return head.attempts === 0 ? 'not tried yet' : 'tried, and not settled yet';
  return `failed: ${withOutput(error, output ?? '')}`;
}

/**
 * The report that tells why a lane waits: its head, else what was tried and waits for more than the end of quiet hours; null
 * without either.
 */
export function findTelling({ head, held_back: heldBack }: Pick<LaneStatus, 'head' | 'held_back'>): HeadStatus | null {
  return head ?? (heldBack?.attempts === 0 ? null : heldBack);
}

function describeSend({ id, route, startedAt }: SendUnderWay, tell: TellTime): string {
  return `the send of ${id}${route === undefined ? '' : ` (route ${route})`}, under way since ${tell.since(startedAt)}`;
}
