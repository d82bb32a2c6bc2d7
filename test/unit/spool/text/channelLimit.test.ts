import { expect, test } from 'vitest';

import { channelLimit } from '../../../../packages/spool/src/text/channelLimit.ts';

test.each([
  ['discord', 2000, '👍', 1],
  ['telegram', 4096, '👍', 2],
  ['slack', 40_000, '👍', 1],
  ['ntfy', 4096, '👍', 4],
  ['matrix', 60_000, '\n👍"', 8],
  ['teams', 20_000, '👍', 4],
  ['pushover', 1024, '👍', 1],
  ['mail', 102_400, '👍', 4],
  ['constructor', 102_400, '👍', 4],
])('%s takes %i, and counts %s as %i', (channel, max, text, length) => {
  const limit = channelLimit(channel, undefined);
  expect([limit.max, limit.measure(text)]).toEqual([max, length]);
});

test('a limit of the operator counts in the unit of the channel, and in characters where it has none', () => {
  expect(channelLimit('ntfy', 10)).toMatchObject({ max: 10, unit: 'bytes' });
  const other = channelLimit('mail', 10);
  expect([other.max, other.unit, other.measure('👍')]).toEqual([10, 'characters', 1]);
});
