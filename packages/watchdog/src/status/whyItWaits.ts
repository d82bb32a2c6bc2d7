import type { HeadStatus } from './queueStatus.ts';

/** Why the head of a lane is not sent yet, in a few words. */
export function whyItWaits(head: HeadStatus, now: Date): string {
  const { last_error: error, retry_at: retryAt, last_output: output } = head;
  if (head.invalid !== null) return `invalid: ${head.invalid}`;
  if (head.rejected !== null) return `rejected: ${head.rejected}`;
  if (head.in_flight) return `sending since ${head.last_attempt_at ?? 'an unknown time'}`;
  if (error === null) return head.attempts === 0 ? 'not tried yet' : 'tried, and not settled yet';
  if (retryAt !== null && Date.parse(retryAt) > now.getTime()) return `${error}; not before ${retryAt}`;
  return `failed: ${error}${output === null ? '' : `: ${output}`}`;
}
