import type { OutputTail } from '@owner-report/cli';
import { redact } from '@owner-report/spool';

/** As ops-framework kept it in its state. */
const maxCharacters = 800;

/** The end of what a command printed, secrets taken out. */
export function readSafely(tail: OutputTail): string {
  return redact(tail.read(), process.env);
}

/** The last 800 characters of some output, trimmed. */
export function cutTail(output: string): string {
  const text = output.trim();
  return text.length <= maxCharacters ? text : text.slice(-maxCharacters).replace(/^[\uDC00-\uDFFF]/, '');
}
