import { expect, test } from 'vitest';

import { LaneRests } from '../../../../packages/watchdog/src/follow/laneRests.ts';

const all = () => true;

test('a lane that fails rests 5 s, 10 s … 5 min, and no other does', () => {
  const rests = new LaneRests();
  let now = 0;
  const waits: number[] = [];
  for (let n = 0; n < 8; n += 1) {
    waits.push(...rests.note(['a'], all, now).map(({ restMs }) => restMs));
    expect(rests.isResting('a', now)).toBe(true);
    expect(rests.isResting('b', now)).toBe(false);
    now += rests.msToNext(now);
    expect(rests.isResting('a', now)).toBe(false);
  }
  expect(waits).toEqual([5000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]);
});

test('a lane that was served without failing begins anew; one that the pass did not come to does not', () => {
  const rests = new LaneRests();
  rests.note(['a'], all, 0);
  rests.note([], () => false, 1000);
  expect(rests.isResting('a', 1000)).toBe(true);
  expect(rests.note(['a'], all, 5000)).toEqual([{ lane: 'a', restMs: 10_000 }]);
  rests.note([], all, 15_000);
  expect(rests.msToNext(15_000)).toBe(Infinity);
  expect(rests.note(['a'], all, 16_000)).toEqual([{ lane: 'a', restMs: 5000 }]);
});
