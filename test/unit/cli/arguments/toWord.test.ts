import { expect, test } from 'vitest';

import { toWord } from '../../../../packages/cli/src/arguments/toWord.ts';

const words = ['normal', 'warn', 'action_required', 'alert'] as const;

test.each(words)('%s is one of the words', (given) => {
  expect(toWord(given, '--status', words)).toBe(given);
});

test.each([
  ['Warn', 'Did you mean "warn"?'],
  ['action required', 'Did you mean "action_required"?'],
  ['alrt', 'Did you mean "alert"?'],
  ['xyz', 'Choose one.'],
  ['', 'Choose one.'],
])('%j is none of them, and what to do is said: %s', (given, remedy) => {
  const message = `--status: expected one of normal, warn, action_required, alert, got ${JSON.stringify(given)}`;
  expect(() => toWord(given, '--status', words, 'Choose one.')).toThrow(expect.objectContaining({ message, remedy }));
});
