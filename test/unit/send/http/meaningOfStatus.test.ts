import { expect, test } from 'vitest';

import { meaningOfStatus } from '../../../../packages/send/src/http/meaningOfStatus.ts';

test.each([
  ['taken', [200, 201, 202, 204, 299]],
  ['rejected', [400, 413, 422]],
  ['unknown', [408, 502, 504, 520, 522, 524, 598, 599]],
  ['failed', [300, 301, 302, 304, 307, 308, 401, 402, 403, 404, 405, 409, 410, 418, 425, 429, 431, 451]],
  ['failed', [500, 501, 503, 505, 507, 511, 521, 523, 530]],
] as const)('%s is what %j say', (meaning, statuses) => {
  expect(statuses.map((status) => [status, meaningOfStatus(status)])).toEqual(
    statuses.map((status) => [status, meaning]),
  );
});
