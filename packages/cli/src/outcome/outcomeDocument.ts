import type { Outcome } from './outcome.ts';

/** An outcome as other programs read it; the file of the driver and --json have the same keys. */
export interface OutcomeDocument {
  outcome: Outcome['outcome'];
  message_id?: string;
  reason?: string;
  retry_after_seconds?: number;
}

/** An outcome for other programs; keys that say nothing are left out. */
export function outcomeDocument(outcome: Outcome): OutcomeDocument {
  if (outcome.outcome === 'sent')
    return { outcome: 'sent', ...(outcome.messageId === undefined ? {} : { message_id: outcome.messageId }) };
  const seconds = outcome.outcome === 'failed' ? outcome.retryAfterSeconds : undefined;
  return {
    outcome: outcome.outcome,
    reason: outcome.reason,
    ...(seconds === undefined ? {} : { retry_after_seconds: seconds }),
  };
}
