import { changeMemory } from '../evaluate/memory.ts';
import { composeSetAsideSection } from '../report/oddSections.ts';
import type { Section } from '../report/section.ts';
import type { Ledger } from '../state/ledger.ts';
import { settleDeadWrites } from '../write/deadWrites.ts';
import { noResults, type Results } from './carryOut.ts';
import { noteConfigMended } from './configFaults.ts';
import type { Decided, Plan } from './planTick.ts';
import { settleDecided } from './settleDecided.ts';
import { settleRun, settleVerifications } from './settleRuns.ts';

/** Writes all that a tick decided and did into the ledger. Returns what is worth saying; `decided` is what was not told yet. */
export async function settleTick(
  plan: Plan,
  decided: readonly Decided[],
  results: Results,
  ledger: Ledger,
): Promise<Section[]> {
  for (const [id, slot] of plan.slots) changeMemory(ledger.state.jobs, id, slot);
  const sections = [
    ...settleSetAside(ledger),
    ...noteConfigMended(ledger.state, ledger.now),
    ...(await settleDeadWrites(ledger)),
  ];
  for (const result of results.runs) sections.push(...settleRun(result, ledger));
  return [...sections, ...settleAllDecided(decided, results, ledger), ...settleVerifications(plan, ledger)];
}

/** The same for decisions that start nothing, before the commands of the tick have ended. */
export function settleEarly(decided: readonly Decided[], ledger: Ledger): Section[] {
  return settleAllDecided(decided, noResults, ledger);
}

function settleAllDecided(decided: readonly Decided[], { starts }: Results, ledger: Ledger): Section[] {
  return decided.flatMap((one) => settleDecided(one, starts.get(one.id), ledger));
}

// A state file that could not be used is told once.
function settleSetAside({ state }: Ledger): Section[] {
  const { setAside } = state;
  delete state.setAside;
  return setAside === undefined ? [] : [composeSetAsideSection(setAside)];
}
