import type { OutputTail } from '@owner-report/cli';
import { redact } from '@owner-report/spool';

/** The end of what a command printed, secrets taken out. */
export function readSafely(tail: OutputTail): string {
  return redact(tail.read(), process.env);
}
