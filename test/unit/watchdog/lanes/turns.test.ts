import { defaultSettings, type Lane } from '@owner-report/cli';
import { expect, test } from 'vitest';

import { countNotReached, findTurns } from '../../../../packages/watchdog/src/lanes/turns.ts';

const toLanes = (...names: string[]): Lane[] => names.map((name) => ({ name, settings: defaultSettings }));
const lanes = toLanes('a', 'b', 'default');

test('a lane has its turn once in four passes for each other lane, the longest wait first', () => {
  const turns = (counts: Record<string, number>) =>
    findTurns(lanes, new Map(Object.entries(counts))).map(({ name }) => name);
  expect(turns({})).toEqual([]);
  expect(turns({ b: 6 })).toEqual([]);
  expect(turns({ b: 7, default: 8, gone: 9 })).toEqual(['default', 'b']);
  expect(turns({ default: 7, b: 7 })).toEqual(['b', 'default']);
});

test('a lane that was reached is counted anew', () => {
  const before = new Map([
    ['b', 3],
    ['default', 1],
  ]);
  expect(countNotReached(lanes, new Set(['a', 'b']), before)).toEqual({ default: 2 });
  expect(countNotReached(lanes, new Set(['a']), before)).toEqual({ b: 4, default: 2 });
});

test.each([2, 3, 5, 12])(
  'of %i lanes with endless backlogs each is reached, the first one in three of four passes',
  (count) => {
    const many = toLanes(...Array.from({ length: count }, (_, n) => `l${n}`));
    const passes = 400;
    const reached = new Map<string, number[]>();
    let counts = new Map<string, number>();
    for (let pass = 0; pass < passes; pass += 1) {
      // A pass that may send one report reaches one lane.
      const name = findTurns(many, counts)[0]?.name ?? 'l0';
      reached.set(name, [...(reached.get(name) ?? []), pass]);
      counts = new Map(Object.entries(countNotReached(many, new Set([name]), counts)));
    }
    expect(reached.get('l0')?.length).toBeGreaterThanOrEqual((passes * 3) / 4);
    for (const { name } of many.slice(1)) {
      const times = [0, ...(reached.get(name) ?? []), passes];
      const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
      expect(Math.max(...gaps)).toBeLessThanOrEqual(5 * count);
    }
  },
);
