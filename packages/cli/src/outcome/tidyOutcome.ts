import { isMessageId, toWellFormed } from '@owner-report/spool';

import type { Outcome } from './outcome.ts';

// In UTF-16 units: an answer may be a whole page. Escaped in JSON it still fits into what the driver reads.
const maxReason = 1000;

/**
 * An outcome as it may be told: without secrets, and short. What a service gives as the id of a message, and cannot be one, is
 * left out: the message was taken all the same.
 * @param hide takes secrets out of a text
 */
export function tidyOutcome(outcome: Outcome, hide: (text: string) => string): Outcome {
  if (outcome.outcome !== 'sent') return { ...outcome, reason: tidyReason(outcome.reason, hide) };
  const { messageId } = outcome;
  const isUsable = messageId !== undefined && isMessageId(messageId);
  return isUsable ? { outcome: 'sent', messageId: hide(messageId) } : { outcome: 'sent' };
}

/** A reason as it may be told. */
export function tidyReason(text: string, hide: (text: string) => string): string {
  const hidden = hide(text);
  return hidden.length <= maxReason ? hidden : `${toWellFormed(hidden.slice(0, maxReason - 1))}…`;
}
