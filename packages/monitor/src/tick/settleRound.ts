import { changeMemory } from '../evaluate/memory.ts';
import { releaseStart } from '../queue/claimStart.ts';
import type { Slot } from '../queue/schedule.ts';
import { composeSetAsideSection } from '../report/oddSections.ts';
import type { Section } from '../report/section.ts';
import type { Ledger } from '../state/ledger.ts';
import { settleDeadWrites } from '../write/deadWrites.ts';
import { noteConfigMended } from './configFaults.ts';
import type { Round } from './round.ts';
import { settleDecided } from './settleDecided.ts';
import { settleAwaited, settleRun } from './settleRuns.ts';

/**
 * Writes all that a round decided and did into the ledger. Returns what is worth saying.
 * @param slots what to remember of schedules that are not due, by job; undefined once other ticks may have looked: what
 *   they found out about schedules and the config is newer
 * @param awaited items of the queue whose long jobs were started before they were looked at
 */
export async function settleRound(
  round: Round,
  slots: ReadonlyMap<string, Slot> | undefined,
  awaited: ReadonlySet<string>,
  ledger: Ledger,
): Promise<Section[]> {
  for (const [id, slot] of slots ?? []) changeMemory(ledger.state.jobs, id, slot);
  const sections = [
    ...settleSetAside(ledger),
    ...(slots === undefined ? [] : noteConfigMended(ledger.state, ledger.now)),
    ...(await settleDeadWrites(ledger)),
  ];
  // First what was seen, then what was started after it.
  const decided = round.decided.flatMap((one) => settleDecided(one, round.starts.get(one.id), ledger));
  for (const result of round.runs) sections.push(...settleRun(result, ledger));
  for (const id of round.overtaken) releaseStart(ledger.state, id);
  return [...sections, ...decided, ...settleAwaited(round.decided, awaited, ledger)];
}

// A state file that could not be used is told once.
function settleSetAside({ state }: Ledger): Section[] {
  const { setAside } = state;
  delete state.setAside;
  return setAside === undefined ? [] : [composeSetAsideSection(setAside)];
}
