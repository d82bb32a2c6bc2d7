import type { Outcome } from './outcome.ts';

/** An outcome as other programs read it; the file of the driver and --json have the same keys. */
export interface OutcomeDocument {
  outcome: Outcome['outcome'];
  message_id?: string;
  reason?: string;
  retry_after_seconds?: number;
  maybe_sent?: true;
}

/** An outcome for other programs; keys that say nothing are left out. */
export function outcomeDocument(outcome: Outcome): OutcomeDocument {
  if (outcome.outcome === 'sent')
    return { outcome: 'sent', ...(outcome.messageId === undefined ? {} : { message_id: outcome.messageId }) };
  const { reason } = outcome;
  if (outcome.outcome !== 'failed') return { outcome: outcome.outcome, reason };
  const { retryAfterSeconds: seconds, maybeSent } = outcome;
  return {
    outcome: 'failed',
    reason,
    ...(seconds === undefined ? {} : { retry_after_seconds: seconds }),
    ...(maybeSent === true ? { maybe_sent: true } : {}),
  };
}
