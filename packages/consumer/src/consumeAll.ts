import type { Sending, Talk } from '@owner-report/cli';
import {
  describeForeign,
  exitCodes,
  type Home,
  InvalidReportError,
  IoError,
  listReports,
  loadParts,
  NotFoundError,
  type Place,
  readReport,
  schemaVersion,
  toPrintableLine,
} from '@owner-report/spool';

import { normalizeReport } from './normalizeReport.ts';
import { writeDocument } from './writeDocument.ts';

interface How {
  talk: Talk;
  now: Date;
  sending: Sending | undefined;
}

/**
 * Prints every report of one place, one JSON line each, in queue order; a report that cannot be read gets a line too.
 * @returns 0, or 65 or 74 when there were invalid or unreadable reports.
 */
export async function consumeAll(home: Home, place: Place, { talk, now, sending }: How): Promise<number> {
  const { entries, foreign } = listReports(home, place);
  // Printed as they are read.
  if (entries.length > 0) await loadParts();
  for (const name of foreign) talk.warn(describeForeign(home, place, name));
  let exitCode: number = exitCodes.done;
  for (const { path } of entries) {
    try {
      const report = normalizeReport(readReport(path), place, now, sending);
      for (const warning of report.warnings) talk.warn(`${toPrintableLine(path)}: ${warning}`);
      writeDocument(report);
    } catch (error) {
      // A pass moved it on after it was listed.
      if (error instanceof NotFoundError) continue;
      if (!(error instanceof InvalidReportError || error instanceof IoError)) throw error;
      talk.warn(error.message);
      if (exitCode !== exitCodes.io) exitCode = error.exitCode;
      writeDocument({ schemaVersion, path, state: place, error: error.message });
    }
  }
  return exitCode;
}
