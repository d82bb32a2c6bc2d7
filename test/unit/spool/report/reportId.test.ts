import fc from 'fast-check';
import { expect, test } from 'vitest';

import { generateReportId, isReportId, timeOfReportId } from '../../../../packages/spool/src/report/reportId.ts';

test.each([
  ['a', true],
  ['20261121T101112345Z-w-job-7k3q9x', true],
  ['a'.repeat(128), true],
  ['a'.repeat(129), false],
  ['', false],
  ['.a', false],
  ['-a', false],
  ['a..b', false],
  ['a/b', false],
  ['ä', false],
])('whether %j may name a report: %j', (id, may) => {
  expect(isReportId(id)).toBe(may);
});

test('an id that is made begins with its time, and may name a report whatever worker and task are called', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string(),
      fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
      (worker, task, now) => {
        const id = generateReportId(worker, task, now);
        expect(isReportId(id)).toBe(true);
        expect(timeOfReportId(id)).toBe(now.getTime());
      },
    ),
  );
});

test.each(['20260230T000000000Z', '20261301T000000000Z', '20260101T240000000Z', 'x', '20260101T000000000Zx'])(
  '%s begins with no time',
  (id) => {
    expect(timeOfReportId(id)).toBeUndefined();
  },
);
