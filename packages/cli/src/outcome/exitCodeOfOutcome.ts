import { type ExitCode, exitCodes } from '@owner-report/spool';

import type { Outcome } from './outcome.ts';

/** The exit code that stands for an outcome. What was not even tried is an error, and has a code of its own. */
export function exitCodeOfOutcome({ outcome }: Outcome): ExitCode {
  if (outcome === 'sent') return exitCodes.done;
  return outcome === 'rejected' ? exitCodes.invalidReport : exitCodes.retry;
}
