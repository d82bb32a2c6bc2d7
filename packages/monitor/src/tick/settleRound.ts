import { changeMemory } from '../evaluate/memory.ts';
import { releaseStart } from '../queue/claimStart.ts';
import { composeSetAsideSection } from '../report/oddSections.ts';
import type { Section } from '../report/section.ts';
import type { Ledger } from '../state/ledger.ts';
import { settleDeadWrites } from '../write/deadWrites.ts';
import type { Round } from './round.ts';
import { settleDecided } from './settleDecided.ts';
import { settleAwaited, settleRun } from './settleRuns.ts';

/**
 * Writes all that a round decided and did into the ledger. Returns what is worth saying.
 * @param firstSlots first looks at a cron expression, by job
 * @param awaited items of the queue whose long jobs were started before they were looked at
 */
export async function settleRound(
  round: Round,
  firstSlots: ReadonlyMap<string, number>,
  awaited: ReadonlySet<string>,
  ledger: Ledger,
): Promise<Section[]> {
  for (const [id, slot] of firstSlots) changeMemory(ledger.state.jobs, id, { lastScheduledAt: slot });
  const sections = [...settleSetAside(ledger), ...(await settleDeadWrites(ledger))];
  for (const result of round.runs) sections.push(...settleRun(result, ledger));
  for (const id of round.overtaken) releaseStart(ledger.state, id);
  for (const one of round.decided) sections.push(...settleDecided(one, round.starts.get(one.id), ledger));
  return [...sections, ...settleAwaited(round.decided, awaited, ledger)];
}

// A state file that could not be used is told once.
function settleSetAside({ state }: Ledger): Section[] {
  const { setAside } = state;
  delete state.setAside;
  return setAside === undefined ? [] : [composeSetAsideSection(setAside)];
}
