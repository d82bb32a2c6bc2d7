import { describe, expect, test } from 'vitest';

import { findQuietEnd, isQuiet, msOutsideQuiet } from '../../../../packages/cli/src/settings/quietHours.ts';
import { isTimeOfDay, minutesOf } from '../../../../packages/cli/src/settings/timeOfDay.ts';

const clock = (time: string) => new Date(2026, 0, 15, ...(time.split(':').map(Number) as [number, number]));

describe('quiet hours', () => {
  test.each([
    ['23:00', '08:00', '22:59', false],
    ['23:00', '08:00', '23:00', true],
    ['23:00', '08:00', '07:59', true],
    ['23:00', '08:00', '08:00', false],
    ['12:00', '13:00', '12:30', true],
    ['12:00', '13:00', '13:00', false],
    ['00:00', '00:00', '00:00', false],
  ])('from %s to %s at %s: %j', (start, end, time, quiet) => {
    expect(isQuiet({ start, end }, clock(time))).toBe(quiet);
  });
});

test.each([
  ['00:00', true, 0],
  ['23:59', true, 1439],
  ['24:00', false, 0],
  ['7:00', false, 0],
  ['07:60', false, 0],
])('whether %s is a time of day: %j', (text, is, minutes) => {
  expect([isTimeOfDay(text), minutesOf(text)]).toEqual([is, minutes]);
});

describe('the end of quiet hours', () => {
  test.each([
    ['23:00', '08:00', '23:30', new Date(2026, 0, 16, 8)],
    ['23:00', '08:00', '07:59', new Date(2026, 0, 15, 8)],
    ['12:00', '13:00', '12:00', new Date(2026, 0, 15, 13)],
    ['23:00', '08:00', '08:00', clock('08:00')],
    ['00:00', '00:00', '00:00', clock('00:00')],
  ])('from %s to %s at %s', (start, end, time, wanted) => {
    expect(findQuietEnd({ start, end }, clock(time))).toEqual(wanted);
  });

  test('lies within the minute after the last quiet one, whatever the seconds', () => {
    const now = new Date(clock('07:59').getTime() + 59_999);
    expect(findQuietEnd({ start: '23:00', end: '08:00' }, now)).toEqual(clock('08:00'));
  });
});

test.each([
  ['22:00', '22:30', 30],
  ['22:50', '23:59', 10],
  ['07:00', '07:59', 0],
  ['07:50', '08:10', 10],
])('what waits from %s to %s does so for %i minutes outside the hours from 23:00 to 08:00', (since, now, minutes) => {
  const hours = { start: '23:00', end: '08:00' };
  expect(msOutsideQuiet(hours, clock(since), clock(now))).toBe(minutes * 60_000);
  // More than two days back all counts.
  const daysMs = 10 * 86_400_000;
  const longAgo = new Date(clock(since).getTime() - daysMs);
  expect(msOutsideQuiet(hours, longAgo, clock(now))).toBeGreaterThan(daysMs - 2 * 9 * 3_600_000 - 60_000);
});
