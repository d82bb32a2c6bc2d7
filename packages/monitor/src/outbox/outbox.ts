import {
  enqueue,
  formatReport,
  type Home,
  InvalidReportError,
  messageOf,
  parseReport,
  type Report,
} from '@owner-report/spool';

import { composeReports } from '../report/composeReport.ts';
import { composeDroppedSection } from '../report/oddSections.ts';
import type { Section } from '../report/section.ts';
import type { State } from '../state/state.ts';
import type { StateFile } from '../state/stateFile.ts';

/** Puts what `sections` say into the outbox of a state that is about to be saved. Returns the ids of the reports. */
export function putIntoOutbox(state: State, sections: readonly Section[], now: Date): string[] {
  return composeReports(sections, now).map((report) => {
    state.outbox.push({ id: report.report_id, content: formatReport(report) });
    return report.report_id;
  });
}

/**
 * Enqueues what is in the outbox, then empties it.
 *
 * Guarantee: a report that was saved in the outbox gets into `pending/` once: what a crash left is enqueued by the next
 * command under the same id, and an id that is there already is a success.
 * @throws CannotCreateError, IoError; the outbox then keeps the report.
 */
export async function flushOutbox(file: StateFile, home: Home, now: Date): Promise<void> {
  const { outbox } = file.read().state;
  if (outbox.length === 0) return;
  const unreadable: string[] = [];
  for (const { id, content } of outbox) {
    const report = readEntry(id, content, unreadable);
    if (report !== undefined) enqueueOnce(home, report);
  }
  const done = new Set(outbox.map(({ id }) => id));
  await file.update((state) => {
    state.outbox = state.outbox.filter(({ id }) => !done.has(id));
    if (unreadable.length > 0) putIntoOutbox(state, unreadable.map(composeDroppedSection), now);
  });
  if (unreadable.length > 0) await flushOutbox(file, home, now);
}

function readEntry(id: string, content: string, unreadable: string[]): Report | undefined {
  try {
    return parseReport(content, id, `outbox entry ${id}`);
  } catch (error) {
    unreadable.push(messageOf(error));
    return undefined;
  }
}

// Ids are only made here: one that is there with other content was enqueued before the crash, and edited since.
function enqueueOnce(home: Home, report: Report): void {
  try {
    enqueue(home, report);
  } catch (error) {
    if (!(error instanceof InvalidReportError)) throw error;
  }
}
