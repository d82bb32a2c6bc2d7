import { redact, toPrintableLine, toWellFormed } from '@owner-report/spool';

const maxCharacters = 500;

/** Text of a job made fit for one line of a report: no control characters, no secrets, at most 500 characters. */
export function toOneLine(text: string): string {
  const line = toPrintableLine(redact(toWellFormed(text).trim(), process.env).replace(/\s*\n\s*/g, ' / '));
  return line.length <= maxCharacters ? line : `${toWellFormed(line.slice(0, maxCharacters - 1))}…`;
}
