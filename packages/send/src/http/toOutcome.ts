import { type Outcome, toRetryAfter } from '@owner-report/cli';
import { toPrintableLine } from '@owner-report/spool';

import type { Answer } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { meaningOfStatus } from './meaningOfStatus.ts';
import { parseUrl } from './parseUrl.ts';
import { parseRetryAfter } from './retryAfter.ts';

/** How the answers of one service are read. */
export interface AnswerRules {
  /** A 2xx that says the message was taken; undefined where it does not say so. */
  readSuccess: (answer: Answer) => Extract<Outcome, { outcome: 'sent' }> | undefined;
  /** Its 2xx counts by itself, whatever becomes of the answer. */
  takesAnyAnswer?: boolean;
  /** What the service says of a failure, for people. */
  explain?: (answer: Answer) => string | undefined;
  /** Seconds that it asks for elsewhere than in Retry-After. */
  readRetryAfter?: (answer: Answer) => number | undefined;
  /** A 400, 413 or 422 that is not about this message, but about where it goes: another message would fare no better. */
  isAboutSettings?: (answer: Answer) => boolean;
  /** Where a status means something else there. */
  refine?: (answer: Answer, outcome: Outcome) => Outcome;
  /** The service knows the same message again, so that what is unknown can be sent again without harm. */
  repeatsSafely?: boolean;
}

const maxWords = 300;

/** The outcome of an exchange. */
export function toOutcome(exchange: Exchange, rules: AnswerRules, now: Date): Outcome {
  if (exchange.kind === 'not-connected') return { outcome: 'failed', reason: exchange.reason };
  if (exchange.kind === 'no-answer') return inDoubt(exchange.reason, rules);
  const { answer, host } = exchange;
  const outcome = judge(answer, host, rules, now);
  return rules.refine?.(answer, outcome) ?? outcome;
}

function judge(answer: Answer, host: string, rules: AnswerRules, now: Date): Outcome {
  const meaning = meaningOfStatus(answer.status);
  if (meaning === 'taken') {
    const isWhole = !answer.isBroken || rules.takesAnyAnswer === true;
    const sent = isWhole ? rules.readSuccess(answer) : undefined;
    if (sent !== undefined) return sent;
    const what = answer.isBroken ? 'the answer broke off' : `the answer does not say that it was taken`;
    return inDoubt(`HTTP ${answer.status} from ${host}: ${what}: ${wordsOf(answer, rules)}`, rules);
  }
  const reason = `HTTP ${answer.status} from ${host}: ${describeRedirect(answer) ?? wordsOf(answer, rules)}`;
  if (meaning === 'rejected' && rules.isAboutSettings?.(answer) !== true) return { outcome: 'rejected', reason };
  const retryAfterSeconds =
    toRetryAfter(rules.readRetryAfter?.(answer) ?? Number.NaN) ?? parseRetryAfter(answer.header('retry-after'), now);
  return meaning === 'unknown'
    ? inDoubt(reason, rules, retryAfterSeconds)
    : { outcome: 'failed', reason, retryAfterSeconds };
}

// Where the same message is known again, doubt needs no care there: it can be sent once more.
function inDoubt(reason: string, { repeatsSafely }: AnswerRules, retryAfterSeconds?: number): Outcome {
  if (repeatsSafely !== true) return { outcome: 'unknown', reason };
  return { outcome: 'failed', reason, retryAfterSeconds, maybeSent: true };
}

// The way on may hold the secret: the host alone is named.
function describeRedirect({ status, header }: Answer): string | undefined {
  if (status < 300 || status > 399) return undefined;
  const host = parseUrl(header('location') ?? '')?.host ?? 'another path';
  return `it redirects to ${host}, which is not followed: name the address that it leads to`;
}

function wordsOf(answer: Answer, { explain }: AnswerRules): string {
  const words = toPrintableLine((explain?.(answer) ?? answer.text).replace(/\s+/g, ' ').trim());
  if (words === '') return 'no words';
  return words.length <= maxWords ? words : `${words.slice(0, maxWords)}…`;
}
