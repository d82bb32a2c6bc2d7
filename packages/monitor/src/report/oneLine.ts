import { redact, toPrintableLine, toWellFormed } from '@owner-report/spool';

const maxCharacters = 500;
const lookedAt = 8 * maxCharacters;

/** Text of a job made fit for one line of a report: no control characters, no secrets, at most 500 characters. */
export function toOneLine(text: string): string {
  // Cut before it is looked at: an expression may need a time that grows with the square of its text.
  const start = toWellFormed(text.slice(0, lookedAt));
  const lines = redact(start, process.env)
    .split('\n')
    .map((part) => part.trim());
  const line = toPrintableLine(lines.filter((part) => part !== '').join(' / '));
  if (line.length <= maxCharacters) return line;
  // Not half of a character that has two units.
  return `${line.slice(0, maxCharacters - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
