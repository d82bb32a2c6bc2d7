import fc from 'fast-check';
import { expect, test } from 'vitest';

import { decodeCommand, encodeCommand } from '../../../../packages/watchdog/src/entry/cronCommand.ts';

// As the cron of Debian was seen to do.
test.each([
  [String.raw`a\\b`, String.raw`a\b`, false],
  [String.raw`c\d 'e\'f`, String.raw`c\d 'e\'f`, false],
  [String.raw`p\%q`, 'p%q', false],
  [String.raw`r\\\%s`, String.raw`r\%s`, false],
  [String.raw`r\\%s`, 'r\\', true],
  ['cat%line', 'cat', true],
  ['end\\', 'end\\', false],
])('cron runs for %s the command %s', (written, text, isCut) => {
  expect(decodeCommand(written)).toEqual({ text, isCut });
});

test('what is written for a command is that command to cron', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('\\', '%', "'", 'a', ' ') }), (text) => {
      expect(decodeCommand(encodeCommand(text))).toEqual({ text, isCut: false });
    }),
  );
});
