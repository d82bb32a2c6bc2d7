import {
  enqueue,
  formatReport,
  type Home,
  InvalidReportError,
  messageOf,
  parseReport,
  type Report,
  runWithParts,
  throwPartNeeded,
} from '@owner-report/spool';

import { composeReports } from '../report/composeReport.ts';
import { composeDroppedSection, composeSurplusSection } from '../report/oddSections.ts';
import type { Section } from '../report/section.ts';
import type { State } from '../state/state.ts';
import type { StateFile } from '../state/stateFile.ts';

/** What the reports in an outbox may have in all, so that a home that takes none for weeks does not fill the state. */
const maxOutboxCharacters = 8 * 1024 * 1024;

/**
 * Puts what `sections` say into the outbox of a state that is about to be saved. Returns the ids of the reports. Where
 * that is too much, the oldest ones go, routine news first, and the next report that fits says how many.
 * @throws PartNeeded; the outbox is then as it was
 */
export function putIntoOutbox(state: State, sections: readonly Section[], now: Date): string[] {
  const entries = composeReports(sections, now).map((report) => ({
    id: report.report_id,
    content: formatReport(report),
  }));
  state.outbox.push(...entries);
  dropSurplus(state);
  return entries.map(({ id }) => id);
}

function dropSurplus(state: State): void {
  let surplus = state.outbox.reduce((sum, { content }) => sum + content.length, 0) - maxOutboxCharacters;
  if (surplus <= 0) return;
  const before = state.outbox.length;
  const newest = state.outbox.at(-1);
  for (const isGone of [isRoutine, () => true]) {
    state.outbox = state.outbox.filter((entry) => {
      const { content } = entry;
      const goes = surplus > 0 && isGone(content) && entry !== newest;
      if (goes) surplus -= content.length;
      return !goes;
    });
  }
  state.outboxDropped = (state.outboxDropped ?? 0) + before - state.outbox.length;
}

function isRoutine(content: string): boolean {
  return /^status: (?:normal|done)$/m.test(content);
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
  // A power cut must not bring back a state that does not know what is told by now: it would tell it again, as another report.
  file.sync();
  const unreadable = await runWithParts(() => enqueueAll(outbox, home));
  const done = new Set(outbox.map(({ id }) => id));
  const isMore = await file.update(async (state) => {
    state.outbox = state.outbox.filter(({ id }) => !done.has(id));
    const sections = unreadable.map(composeDroppedSection);
    if (state.outboxDropped !== undefined) sections.push(composeSurplusSection(state.outboxDropped));
    delete state.outboxDropped;
    return (await runWithParts(() => putIntoOutbox(state, sections, now))).length > 0;
  });
  if (isMore) await flushOutbox(file, home, now);
}

// Returns what is wrong with those that cannot be read.
function enqueueAll(outbox: State['outbox'], home: Home): string[] {
  const unreadable: string[] = [];
  for (const { id, content } of outbox) {
    const report = readEntry(id, content, unreadable);
    if (report !== undefined) enqueueOnce(home, report);
  }
  return unreadable;
}

function readEntry(id: string, content: string, unreadable: string[]): Report | undefined {
  try {
    return parseReport(content, id, `outbox entry ${id}`);
  } catch (error) {
    throwPartNeeded(error);
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
