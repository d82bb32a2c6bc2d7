import { lastLine } from '@owner-report/spool';

import { findDocuments } from './findDocuments.ts';
import type { JsonObject } from './jsonObject.ts';
import { type DocumentVerdict, judgeDocument, uncertainWords } from './judgeDocument.ts';

// What OpenClaw says to people when its answer to a program does not tell.
const lostWords = /may have completed|took too long to respond|lost the connection/i;

/** How a run of OpenClaw's command ended. */
export interface OpenclawAnswer {
  /** Undefined when it did not end by itself: it took too long, or a signal ended it. */
  exitCode: number | undefined;
  /** How it ended otherwise: `killed by SIGKILL`. */
  ending: string;
  stdout: string;
  stderr: string;
  /** What this channel of OpenClaw needs: told when it failed. */
  needs?: string | undefined;
}

/** What became of the message, and why that is thought. */
export interface AnswerVerdict {
  outcome: 'sent' | 'failed' | 'unknown';
  reason: string;
  /** OpenClaw's own about what went wrong; '' where there are none. */
  words: string;
  messageId?: string | undefined;
  retryAfterSeconds?: number | undefined;
}

/**
 * Judges what OpenClaw answered. Sent is only what an answer with exit 0 names a delivery of: OpenClaw has ended with 0 on
 * failures, too. Its own words stand last in the reason.
 */
export function judgeAnswer({ exitCode, ending, stdout, stderr, needs }: OpenclawAnswer): AnswerVerdict {
  const documents = findDocuments(stdout).filter((document) => !isLogLine(document));
  const verdicts = documents.map(judgeDocument);
  const said = sumUp(verdicts);
  const words = verdicts.findLast(({ complaint }) => complaint !== undefined)?.complaint ?? lastLine(stderr).trim();
  const tell = (outcome: AnswerVerdict['outcome'], what: string): AnswerVerdict => {
    const because = needs === undefined || outcome === 'sent' ? what : `${what} (${needs})`;
    return { outcome, reason: words === '' ? because : `${because}: ${words}`, words };
  };
  // Its worker is a process of its own, which may go on.
  if (exitCode === undefined || exitCode > 128) return tell('unknown', `OpenClaw ended before it answered (${ending})`);
  if (said === undefined) {
    // Without an answer the exit code and what stands on stderr are all there is.
    const isOpen = exitCode === 0 || uncertainWords.test(stderr);
    return tell(isOpen ? 'unknown' : 'failed', `OpenClaw gave no JSON answer, exit ${exitCode}`);
  }
  const { says, because, messageId, retryAfterSeconds } = said;
  const answer = `OpenClaw's answer says ${because}`;
  if (says === 'sent' && exitCode === 0) return { ...tell('sent', answer), messageId };
  const isFailed = says === 'failed' && !lostWords.test(stderr);
  return { ...tell(isFailed ? 'failed' : 'unknown', `${answer}, exit ${exitCode}`), retryAfterSeconds };
}

// Answers that contradict each other leave the outcome open.
function sumUp(verdicts: readonly DocumentVerdict[]): DocumentVerdict | undefined {
  const of = (says: DocumentVerdict['says']) => verdicts.findLast((verdict) => verdict.says === says);
  const [sent, failed, unknown] = [of('sent'), of('failed'), of('unknown')];
  if (unknown !== undefined) return unknown;
  if (sent !== undefined && failed !== undefined) {
    return { says: 'unknown', because: `${sent.because}, and ${failed.because}` };
  }
  return sent ?? failed ?? of('nothing');
}

// A line of a log in JSON is no answer, whatever error it tells of.
function isLogLine(document: JsonObject): boolean {
  return ['level', 'logLevelName', '_meta', 'subsystem'].some((key) => Object.hasOwn(document, key));
}
