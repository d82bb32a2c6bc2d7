import { defaultSettings, type Lane } from '@owner-report/cli';
import { noTurns } from '@owner-report/spool';
import { expect, test } from 'vitest';

import { countTurns, findTurns } from '../../../../packages/watchdog/src/lanes/turns.ts';

const toLanes = (...names: string[]): Lane[] => names.map((name) => ({ name, settings: defaultSettings }));
const lanes = toLanes('a', 'b', 'default');

const before = (notReached: Record<string, number>, sinceTurn: number) => ({ notReached, sinceTurn });

test('three passes go by the order alone, and the fourth begins with the lane that waits longest', () => {
  const turns = (counts: Record<string, number>, since: number) =>
    findTurns(lanes, before(counts, since)).map(({ name }) => name);
  expect(turns({}, 0)).toEqual([]);
  expect(turns({ b: 9, default: 9 }, 2)).toEqual([]);
  expect(turns({ b: 7, default: 8, gone: 9 }, 3)).toEqual(['default', 'b']);
  expect(turns({ default: 3, b: 3 }, 3)).toEqual(['b', 'default']);
});

test('a lane that was reached is counted anew, and so are the passes after a turn', () => {
  const after = (reached: string[], isTurn: boolean) =>
    countTurns(lanes, { reached: new Set(reached), isTurn }, before({ b: 3, default: 1 }, 2));
  expect(after(['a', 'b'], false)).toEqual(before({ default: 2 }, 3));
  expect(after(['a'], false)).toEqual(before({ b: 4, default: 2 }, 3));
  expect(after(['b'], true)).toEqual(before({ a: 1, default: 2 }, 0));
  expect(after(['a', 'b', 'default'], false)).toEqual(before({}, 0));
});

test.each([2, 3, 5, 12])('of %i lanes with endless backlogs each has its turn, in every fourth pass', (count) => {
  const many = toLanes(...Array.from({ length: count }, (_, n) => `l${n}`));
  const served: string[] = [];
  let turns = noTurns;
  for (let pass = 0; pass < 400; pass += 1) {
    // A pass that may send one report reaches one lane.
    const [due] = findTurns(many, turns);
    const name = due?.name ?? 'l0';
    served.push(name);
    turns = countTurns(many, { reached: new Set([name]), isTurn: due !== undefined }, turns);
  }
  expect(served.filter((name) => name === 'l0')).toHaveLength(300);
  expect(served.every((name, index) => (name !== 'l0') === (index % 4 === 3))).toBe(true);
  for (const { name } of many.slice(1)) {
    const times = served.flatMap((one, index) => (one === name ? [index] : []));
    const gaps = times.map((time, index) => time - (times[index - 1] ?? -1));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(4 * (count - 1));
  }
});
