import { messageOf, OwnerReportError } from '@owner-report/spool';

import type { Talk } from '../talk/talk.ts';
import { noteOutcome } from './noteOutcome.ts';
import type { Outcome } from './outcome.ts';
import { tellOutcome } from './tellOutcome.ts';
import { tidyOutcome, tidyReason } from './tidyOutcome.ts';

/** Who sends, and how it speaks of it. */
export interface Sender {
  program: string;
  channel: string;
  talk: Talk;
  environment: NodeJS.ProcessEnv;
  /** Takes secrets out of a text. */
  hide: (text: string) => string;
}

/**
 * Sends, and says how that ended to the driver and to who has called: short, and without secrets.
 * @returns the exit code that stands for the outcome
 * @throws what the send throws, with a message that may be told
 */
export async function concludeSend(trySend: () => Promise<Outcome> | Outcome, sender: Sender): Promise<number> {
  const { program, channel, talk, environment, hide } = sender;
  let outcome: Outcome;
  try {
    outcome = tidyOutcome(await trySend(), hide);
  } catch (error) {
    // What we expect happens before anything goes out. A bug may happen at any time.
    const reason = tidyReason(messageOf(error), hide);
    noteOutcome({ outcome: error instanceof OwnerReportError ? 'failed' : 'unknown', reason }, talk, environment);
    // A target that is named in it may be a secret that was put into the wrong place.
    if (error instanceof Error) error.message = reason;
    throw error;
  }
  noteOutcome(outcome, talk, environment);
  return tellOutcome(program, channel, outcome, talk);
}
