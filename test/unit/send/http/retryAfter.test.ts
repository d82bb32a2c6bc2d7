import { expect, test } from 'vitest';

import { parseRetryAfter } from '../../../../packages/send/src/http/retryAfter.ts';

const now = new Date('2026-11-21T10:00:00Z');

test.each([
  ['35', 35],
  ['0.2', 1],
  [' 7 ', 7],
  ['Sat, 21 Nov 2026 10:01:30 GMT', 90],
  ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
  ['Sun, 21 Nov 2027 10:00:00 GMT', 86_400],
  ['99999999999', 86_400],
  ['-5', undefined],
  ['', undefined],
  ['2027', 2027],
  ['soon', undefined],
  [undefined, undefined],
])('%j asks for %j seconds', (text, seconds) => {
  expect(parseRetryAfter(text, now)).toBe(seconds);
});
