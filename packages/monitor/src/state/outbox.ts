import { enqueue, formatReport, parseReport, type Home } from '@owner-report/spool';

import { composeReport } from '../report/composeReport.ts';
import type { Section } from '../report/section.ts';
import type { State } from './state.ts';
import type { StateFile } from './stateFile.ts';

/** Puts a report of `sections`, if there are any, into the outbox of a state that is about to be saved. Returns its id. */
export function putIntoOutbox(state: State, sections: readonly Section[], now: Date): string | undefined {
  if (sections.length === 0) return undefined;
  const report = composeReport(sections, now);
  state.outbox.push({ id: report.report_id, content: formatReport(report) });
  return report.report_id;
}

/**
 * Enqueues what is in the outbox, then empties it.
 *
 * Guarantee: a report that was saved in the outbox gets into `pending/` once: what a crash left is enqueued by the next
 * command under the same id, and an id that is there already is a success.
 * @throws CannotCreateError, IoError; the outbox then keeps the report.
 */
export async function flushOutbox(file: StateFile, home: Home): Promise<void> {
  const { outbox } = (await file.read()).state;
  if (outbox.length === 0) return;
  for (const { id, content } of outbox) await enqueue(home, parseReport(content, id, `${file.path}: outbox`));
  const done = new Set(outbox.map(({ id }) => id));
  await file.update((state) => {
    state.outbox = state.outbox.filter(({ id }) => !done.has(id));
  });
}
