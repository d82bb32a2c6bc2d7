import { expect, test } from 'vitest';

import { Turns } from '../../../../packages/monitor/src/run/turns.ts';

/** Tasks that go on until they are told to end, by number. */
function beginTasks(turns: Turns, count: number) {
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const all = Array.from({ length: count }, (_, index) =>
    turns.run(async () => {
      begun.push(index);
      await new Promise<void>((end) => (ends[index] = end));
      return index;
    }),
  );
  return { begun, ends, all: Promise.all(all) };
}

const turnOver = () => new Promise((next) => setImmediate(next));

test('at most 16 tasks are at work at a time, first come, first served, and all have their turn', async () => {
  const { begun, ends, all } = beginTasks(new Turns(2 ** 31 - 1), 40);
  for (let ended = 0; ended < 40; ended += 1) {
    await turnOver();
    expect(begun).toEqual(Array.from({ length: Math.min(16 + ended, 40) }, (_, index) => index));
    ends[ended]?.();
  }
  expect(await all).toEqual(Array.from({ length: 40 }, (_, index) => index));
});

test('a task that takes long keeps no other one from its turn', async () => {
  const { begun, ends, all } = beginTasks(new Turns(1), 40);
  while (begun.length < 40) await turnOver();
  for (const end of ends) end();
  expect(await all).toHaveLength(40);
});
