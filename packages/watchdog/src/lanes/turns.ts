import type { Lane } from '@owner-report/cli';
import type { Turns } from '@owner-report/spool';

// One pass in so many begins with a turn; the others go by the order of the lanes alone.
const passesPerTurn = 4;

/**
 * The lanes that may have the turn of this pass, one report before all others, the longest wait first: passes in a row
 * have sent all that they might before they got there. None in a pass that goes by the order alone.
 *
 * Guarantee: however busy the lanes before it are, and however little a pass may send, a lane is not passed over for
 * ever: each of n has its turn once in `passesPerTurn` × (n - 1) passes.
 */
export function findTurns(lanes: readonly Lane[], { notReached, sinceTurn }: Turns): Lane[] {
  if (sinceTurn < passesPerTurn - 1) return [];
  const waits = ({ name }: Lane) => notReached[name] ?? 0;
  return lanes.filter((lane) => waits(lane) > 0).sort((a, b) => waits(b) - waits(a));
}

/**
 * What is known of turns after another pass.
 * @param reached names of the lanes that it reached
 * @param isTurn whether it began with a turn
 */
export function countTurns(
  lanes: readonly Lane[],
  { reached, isTurn }: { reached: ReadonlySet<string>; isTurn: boolean },
  before: Turns,
): Turns {
  const passedOver = lanes.filter(({ name }) => !reached.has(name));
  return {
    notReached: Object.fromEntries(passedOver.map(({ name }) => [name, (before.notReached[name] ?? 0) + 1])),
    sinceTurn: isTurn || passedOver.length === 0 ? 0 : before.sinceTurn + 1,
  };
}
