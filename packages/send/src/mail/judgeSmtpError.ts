import type { Outcome } from '@owner-report/cli';

import { describeNetworkError } from '../http/describeNetworkError.ts';

/** What nodemailer says about a failure, beside the message. */
interface SmtpError {
  /** The server's reply. */
  response?: string;
  responseCode?: number;
  /** What it replied to: `CONN`, `AUTH PLAIN`, `MAIL FROM`, `RCPT TO`, `DATA`. */
  command?: string;
}

/**
 * What became of a mail whose hand-over failed. A reply of the server is its word; without one it matters how far it had come.
 * @param isBegun some of the mail itself was on its way
 */
export function judgeSmtpError(error: unknown, isBegun: boolean): Outcome {
  const { response, responseCode, command = '' } = error as SmtpError;
  const reason = response ?? describeNetworkError(error);
  if (responseCode === undefined) return { outcome: isBegun ? 'unknown' : 'failed', reason };
  const isAboutMail = /^(?:MAIL FROM|RCPT TO|DATA)$/.test(command);
  // 530 and 535 ask for other credentials, whatever they reply to.
  const isFinal = responseCode >= 500 && ![530, 535].includes(responseCode) && isAboutMail;
  return { outcome: isFinal ? 'rejected' : 'failed', reason: command === '' ? reason : `${command}: ${reason}` };
}
