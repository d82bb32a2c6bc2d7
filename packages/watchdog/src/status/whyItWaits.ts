import { type SendUnderWay, withOutput } from '@owner-report/driver';

import type { HeadStatus } from './queueStatus.ts';

/**
 * Why the head of a lane is not sent yet, in a few words.
 * @param underWay the send that is at work, of whatever lane: one is made at a time
 */
export function whyItWaits(head: HeadStatus, now: Date, underWay: SendUnderWay | undefined): string {
  const { last_error: error, retry_at: retryAt, last_output: output } = head;
  if (head.invalid !== null) return `invalid: ${head.invalid}`;
  if (head.rejected !== null) return `rejected: ${head.rejected}`;
  if (head.in_flight) return `sending since ${head.last_attempt_at ?? 'an unknown time'}`;
  if (retryAt !== null && Date.parse(retryAt) > now.getTime())
    return `${error ?? 'unknown outcome'}; not before ${retryAt}`;
  if (underWay !== undefined) return `waits for ${describeSend(underWay)}`;
  if (error === null) return head.attempts === 0 ? 'not tried yet' : 'tried, and not settled yet';
  return `failed: ${withOutput(error, output ?? '')}`;
}

function describeSend({ id, route, startedAt }: SendUnderWay): string {
  return `the send of ${id}${route === undefined ? '' : ` (route ${route})`}, under way since ${startedAt}`;
}
