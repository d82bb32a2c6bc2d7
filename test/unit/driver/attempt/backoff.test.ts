import { expect, test } from 'vitest';

import { backoffMs, isBackingOff } from '../../../../packages/driver/src/attempt/backoff.ts';

test('an unknown outcome waits 1, 2, 4 … 60 minutes', () => {
  expect([1, 2, 3, 6, 7, 100].map((unknowns) => backoffMs(unknowns) / 60_000)).toEqual([1, 2, 4, 32, 60, 60]);
});

const now = Date.parse('2026-01-15T12:00:00Z');

test.each([
  ['none was set', '2026-01-15T11:00:00Z', undefined, false],
  ['it lasts', '2026-01-15T11:59:00Z', '2026-01-15T12:00:01Z', true],
  ['it is over', '2026-01-15T11:59:00Z', '2026-01-15T12:00:00Z', false],
  ['it lasts as long as any can', '2026-01-15T12:00:00Z', '2026-01-16T12:00:00Z', true],
  ['it lasts longer than any can', '2026-01-15T12:00:00Z', '2026-01-17T12:00:00Z', false],
  ['a clock that was corrected a little has set it', '2026-01-15T12:00:50Z', '2026-01-15T12:02:50Z', true],
  ['a clock that was ahead set it', '2026-01-15T14:00:00Z', '2026-01-15T14:02:00Z', false],
  ['it is no time', '2026-01-15T12:00:00Z', 'soon', false],
])('whether a send has to wait when %s', (_when, lastAt, retryAt, waits) => {
  expect(isBackingOff({ lastAt, retryAt }, now)).toBe(waits);
});
