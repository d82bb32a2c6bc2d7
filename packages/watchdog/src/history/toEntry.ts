import {
  type DeliveryLine,
  type Home,
  isOutcome,
  lstatIfThere,
  places,
  readReport,
  reportPath,
  titleOf,
} from '@owner-report/spool';

/** An event of the log, with what its report says of itself as long as that is there. */
export type HistoryEntry = DeliveryLine & { task_id: string | null; title: string | null };

/** Whether it is the end of an attempt by which a report did not get out, as far as that is known. */
export function isFailure({ event }: Pick<DeliveryLine, 'event'>): boolean {
  return event !== 'sent' && isOutcome(event);
}

/** An event with the task and the title of its report; null where there is no such report any more, or it is invalid. */
export function toEntry(home: Home, line: DeliveryLine): HistoryEntry {
  return { ...line, ...readFacts(home, line.report_id) };
}

function readFacts(home: Home, id: string): Pick<HistoryEntry, 'task_id' | 'title'> {
  for (const place of places) {
    try {
      const path = reportPath(home, place, id);
      // An error for each place without it takes minutes where a log speaks of many that are gone.
      if (lstatIfThere(path) === undefined) continue;
      const { report } = readReport(path);
      return { task_id: report.task_id, title: titleOf(report) };
    } catch {
      // It was moved meanwhile, or there is nothing to read.
    }
  }
  return { task_id: null, title: null };
}
