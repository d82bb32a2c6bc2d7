import { expect, test } from 'vitest';

import { findScheduleFault, isRareSchedule } from '../../../../packages/watchdog/src/entry/cronSchedule.ts';

test.each([
  '* * * * *',
  '*/5 0-23 * * *',
  '0,15,30 9-17/2 1-15 jan-mar Mon',
  '0 0 29 2 *',
  '0 0 31 * *',
  '0 0 30 2 1',
  '0 0 * * 7',
])('cron runs "%s"', (schedule) => {
  expect(findScheduleFault(schedule)).toBeUndefined();
});

test.each([
  ['61 * * * *', '"61" is no minute'],
  ['* 24 * * *', '"24" is no hour'],
  ['* * 0 * *', '"0" is no day of the month'],
  ['* * * 13 *', '"13" is no month'],
  ['* * * * 8', '"8" is no day of the week'],
  ['x * * * *', '"x" is no minute'],
  ['*/0 * * * *', '"*/0" is no minute'],
  ['5-1 * * * *', '"5-1" is no minute'],
  ['0 0 30 2 *', 'never comes'],
  ['0 0 31 4,6,9,11 *', 'never comes'],
])('cron does not run "%s": %s', (schedule, why) => {
  expect(findScheduleFault(schedule)).toContain(why);
});

test.each([
  ['* * * * *', false],
  ['0 3 * * *', false],
  ['*/5 9-17 * * 1-5', false],
  ['0 0 1-31 * 1', false],
  ['0 0 1 1 *', true],
  ['* * 1 1 *', true],
  ['0 9 * * 1-5', true],
  ['0 0 * * 7', true],
  ['0 0 1 * 0', true],
])('"%s" comes rarer than once a day: %j', (schedule, isRare) => {
  expect(isRareSchedule(schedule)).toBe(isRare);
});
