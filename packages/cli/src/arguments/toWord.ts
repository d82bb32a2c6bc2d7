import { UsageError } from '@owner-report/spool';

import { findNear } from './findNear.ts';

/** What is expected where one of some words is, for a message. */
export function expectOneOf(words: readonly string[]): string {
  return `expected one of ${words.join(', ')}`;
}

/**
 * The one of some words that was given.
 * @param where what gave it, for the message
 * @param advice what to do where none of the words is near
 * @throws UsageError that lists the words, and names the one that was probably meant
 */
export function toWord<const T extends string>(given: string, where: string, words: readonly T[], advice?: string): T {
  const word = words.find((one) => one === given);
  if (word !== undefined) return word;
  const near = findNear(given, words);
  throw new UsageError(`${where}: ${expectOneOf(words)}, got ${JSON.stringify(given)}`, {
    remedy: near === undefined ? advice : `Did you mean "${near}"?`,
  });
}
