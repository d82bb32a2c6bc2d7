import { countOf } from '@owner-report/spool';

import type { Outcome } from './outcome.ts';

/** One line about an outcome, for people. */
export function describeOutcome(channel: string, outcome: Outcome): string {
  if (outcome.outcome === 'sent') {
    const id = outcome.messageId === undefined ? '' : `, message ${outcome.messageId}`;
    return `sent by ${channel}${id}`;
  }
  const { reason } = outcome;
  if (outcome.outcome === 'rejected') return `${channel}: rejected, it will never be taken: ${reason}`;
  if (outcome.outcome === 'unknown') return `${channel}: unknown whether it was sent: ${reason}`;
  const { retryAfterSeconds: seconds, maybeSent } = outcome;
  const doubt = maybeSent === true ? '; it may have arrived all the same' : '';
  return `${channel}: not sent: ${reason}${doubt}${seconds === undefined ? '' : `; to be tried again in ${countOf(seconds, 'second')}`}`;
}
