import type { Talk } from '../talk/talk.ts';
import { noteResult } from './noteResult.ts';
import type { Outcome } from './outcome.ts';

/** Says an outcome to the driver, where one has called us. */
export function noteOutcome(outcome: Outcome, talk: Talk, environment: NodeJS.ProcessEnv): void {
  const path = environment['OWNER_REPORT_RESULT_FILE'] ?? '';
  const warning = path === '' ? undefined : noteResult(path, outcome);
  if (warning !== undefined) talk.warn(warning);
}
