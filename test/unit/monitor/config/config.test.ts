import { describe, expect, test } from 'vitest';

import { findUnknownKeys, formatPath, formatProblem } from '../../../../packages/monitor/src/config/problem.ts';
import { isQuiet } from '../../../../packages/monitor/src/config/quietHours.ts';
import { suggest } from '../../../../packages/monitor/src/config/suggest.ts';
import { isTimeOfDay, minutesOf } from '../../../../packages/monitor/src/config/timeOfDay.ts';

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

test('a word that is nearly known is suggested, and no other', () => {
  expect(suggest('comands', ['commands', 'cwd'])).toBe(' (did you mean "commands"?)');
  expect(suggest('nonsense', ['commands', 'cwd'])).toBe('');
});

test('a problem names its place as one would write it', () => {
  const problem = { path: formatPath(['jobs', 2, 'commands', 'status']), message: 'expected a list' };
  expect(formatProblem(problem)).toBe('jobs[2].commands.status: expected a list');
});

test('keys that nobody knows are found at any depth, and known ones are not', () => {
  const known = { policy: { stallSeconds: true }, after: { jobId: true } } as const;
  const value = { policy: { stalSeconds: 1 }, after: [{ jobId: 'a', wen: 'success' }], toString: 1 };
  expect(findUnknownKeys(value, known, ['jobs', 0]).map(({ path }) => path)).toEqual([
    'jobs[0].policy.stalSeconds',
    'jobs[0].after[0].wen',
    'jobs[0].toString',
  ]);
  expect(findUnknownKeys({ policy: { stallSeconds: 1 } }, known, [])).toEqual([]);
});
