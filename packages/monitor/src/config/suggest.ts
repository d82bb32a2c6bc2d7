import { findNear } from '@owner-report/cli';

/** " (did you mean "x"?)" for the nearest of `known`, or "" when none is near. */
export function suggest(word: string, known: readonly string[]): string {
  const near = findNear(word, known);
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
}
