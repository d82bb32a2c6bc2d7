import { expect, test } from 'vitest';

import { toRetryAfter } from '../../../../packages/cli/src/outcome/retryAfter.ts';

test('what an answer asks for is kept within a day, and what is no time says nothing', () => {
  const asked = [0, 0.1, 1e9, 34.5, -1, Number.POSITIVE_INFINITY, Number.NaN];
  expect(asked.map(toRetryAfter)).toEqual([0, 1, 86_400, 35, undefined, undefined, undefined]);
});
