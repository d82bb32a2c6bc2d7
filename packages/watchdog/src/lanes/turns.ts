import type { Lane } from '@owner-report/cli';

// One pass in so many is given to the turns of lanes; the others go by their order.
const passesPerTurn = 4;

/**
 * The lanes that have a turn before all others, the longest wait first: passes in a row have sent all that they might
 * before they got there.
 *
 * Guarantee: however busy the lanes before it are, and however little a pass may send, a lane is not passed over for
 * ever.
 * @param notReached by lane: in how many passes in a row it was not reached
 */
export function findTurns(lanes: readonly Lane[], notReached: ReadonlyMap<string, number>): Lane[] {
  const waits = ({ name }: Lane) => notReached.get(name) ?? 0;
  const due = passesPerTurn * (lanes.length - 1) - 1;
  return lanes.filter((lane) => waits(lane) >= due).sort((a, b) => waits(b) - waits(a));
}

/** The same count after another pass. @param reached names of the lanes that it reached */
export function countNotReached(
  lanes: readonly Lane[],
  reached: ReadonlySet<string>,
  before: ReadonlyMap<string, number>,
): Record<string, number> {
  const passedOver = lanes.filter(({ name }) => !reached.has(name));
  return Object.fromEntries(passedOver.map(({ name }) => [name, (before.get(name) ?? 0) + 1]));
}
