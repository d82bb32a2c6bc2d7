import { schemaVersion } from '@owner-report/spool';

import type { Talk } from '../talk/talk.ts';
import { describeOutcome } from './describeOutcome.ts';
import { exitCodeOfOutcome } from './exitCodeOfOutcome.ts';
import type { Outcome } from './outcome.ts';
import { outcomeDocument } from './outcomeDocument.ts';

/** Says an outcome to who has called a program that sends. @returns the exit code that stands for it */
export function tellOutcome(program: string, channel: string, outcome: Outcome, talk: Talk): number {
  talk.document({ schemaVersion, channel, ...outcomeDocument(outcome) });
  if (outcome.outcome === 'sent') {
    if (outcome.messageId !== undefined) talk.result(outcome.messageId);
    talk.note(describeOutcome(channel, outcome));
  } else {
    talk.warn(`${program}: ${describeOutcome(channel, outcome)}`);
  }
  return exitCodeOfOutcome(outcome);
}
