import { runWithParts } from '@owner-report/spool';

import type { Jobs } from '../config/readJobs.ts';
import { flushOutbox, putIntoOutbox } from '../outbox/outbox.ts';
import { compactQueue } from '../queue/followUps.ts';
import { composeAuditSection } from '../report/oddSections.ts';
import type { Section } from '../report/section.ts';
import { appendOrKeep } from '../state/auditLog.ts';
import type { Ledger } from '../state/ledger.ts';
import type { TickOrder } from './tickOrder.ts';

/** What was put into the outbox: ids of the reports, and their sections. */
export interface Published {
  ids: string[];
  sections: Section[];
}

/**
 * Saves what `settle` writes into the ledger, and reports what it says. Memory, log and report are one step.
 * @param isLast false: more is to come from this tick, and only an alert is said before; routine news wait in the state
 * @throws LockedError when another tick has taken over, IoError when the state cannot be saved
 */
export async function publish(
  order: TickOrder,
  jobs: Jobs,
  settle: (ledger: Ledger) => Section[] | Promise<Section[]>,
  isLast: boolean,
): Promise<Published> {
  const { stateFile, home, now, files } = order;
  const published = await stateFile.update(async (state) => {
    order.assertAlone();
    const ledger: Ledger = { jobs, state, audit: [], now, files };
    const sections = [...state.unsaid, ...(await settle(ledger))];
    const unwritable = appendOrKeep(stateFile.auditLog, state, ledger.audit, now);
    if (unwritable !== undefined) sections.push(composeAuditSection(stateFile.auditLog, unwritable));
    state.queue = compactQueue(state.queue);
    const isSaid = isLast || sections.some(isUrgent);
    state.unsaid = isSaid ? [] : sections;
    if (!isSaid) return { sections: [], ids: [] };
    return { sections, ids: await runWithParts(() => putIntoOutbox(state, sections, now)) };
  });
  // The end of the tick flushes it, and tells of a home that takes no reports.
  if (!isLast) await flushOutbox(stateFile, home, now).catch(() => {});
  return published;
}

function isUrgent({ status }: Section): boolean {
  return status === 'alert' || status === 'action_required';
}
