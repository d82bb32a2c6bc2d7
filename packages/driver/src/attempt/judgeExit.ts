import { describeExit } from './describeExit.ts';
import type { CommandResult } from './parseResult.ts';

/** How a send command ended by itself, in its time. */
export interface CommandExit {
  exitCode: number;
  /** Whether something was in its result file by then; undefined without a receipt, which tells. */
  hasResult?: boolean | undefined;
}

/**
 * What an attempt came to whose send command has ended by itself, in its time.
 * - `failed`: it did not go out; not to be tried again before so many seconds, if it says so. With `maybeSent` it may have,
 *   and is known again where it goes the same way.
 * - `rejected`: it can never go out there.
 * - `unknown`: nobody knows whether it went out.
 */
export type Verdict =
  | { end: 'sent'; messageId?: string | undefined }
  | { end: 'failed'; reason: string; retryAfterSeconds?: number | undefined; maybeSent?: boolean | undefined }
  | { end: 'rejected'; reason: string }
  | { end: 'unknown'; reason: string; messageId?: string | undefined };

/**
 * Judges an attempt by the exit code of its send command and by what that said of the outcome. An outcome other than
 * `sent` outranks exit 0. Exit 0 without one is sent, and any other exit code without one failed. `sent` with another
 * exit code is unknown.
 * @param result undefined when nothing was found. Where the receipt tells that something was there, the power was cut, or
 * somebody has removed it: then it is not known what it said, and exit 0 alone proves nothing.
 */
export function judgeExit({ exitCode, hasResult }: CommandExit, result: CommandResult | undefined): Verdict {
  if (result === undefined && hasResult === true)
    return { end: 'unknown', reason: `what the send command said of the outcome is gone (exit ${exitCode})` };
  const {
    outcome = exitCode === 0 ? 'sent' : 'failed',
    retryAfterSeconds,
    maybeSent,
    messageId,
    reason,
  } = result ?? {};
  switch (outcome) {
    case 'sent':
      if (exitCode === 0) return { end: 'sent', messageId };
      return { end: 'unknown', reason: `${describeExit(exitCode)}, though it said "sent"`, messageId };
    case 'failed':
      return { end: 'failed', reason: reason ?? describeFailure(exitCode), retryAfterSeconds, maybeSent };
    case 'rejected':
      return { end: 'rejected', reason: reason ?? 'send command said "rejected"' };
    case 'unknown':
      return { end: 'unknown', reason: reason ?? 'send command said "unknown"', messageId };
  }
}

function describeFailure(exitCode: number): string {
  return exitCode === 0 ? 'send command said "failed"' : describeExit(exitCode);
}
