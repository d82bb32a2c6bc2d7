import { errnoOf, InvalidReportError, IoError, messageOf, OwnerReportError } from '../errors.ts';
import { formatReport } from '../report/formatReport.ts';
import type { Report } from '../report/report.ts';
import { assertReportId } from '../report/reportId.ts';
import { sameReport } from '../report/sameReport.ts';
import { syncDir } from './durable.ts';
import { ensureHome, type Home, type Place, places, reportPath } from './home.ts';
import { lstatIfThere } from './lstatIfThere.ts';
import { readReport } from './readReport.ts';
import { stageAndLink } from './stageAndLink.ts';

/** How an enqueue ended: the report is new, or the same one was there before. */
export interface Enqueued {
  outcome: 'enqueued' | 'already-there';
  id: string;
  place: Place;
  path: string;
}

interface EnqueueOptions {
  /** Whether a report that has the id already is this one; by default, all but the time of making must agree. */
  isSame?: (a: Report, b: Report) => boolean;
  /** Modification time of the new file, Unix milliseconds: its place in the queue where its id says none. Now by default. */
  mtimeMs?: number | undefined;
}

/**
 * Puts a report into `pending/`.
 *
 * Guarantee: when this returns, the report is complete, visible and survives a power cut; when it throws, nothing
 * half-written is visible. The same report again is a success that writes nothing.
 * @throws InvalidReportError, also when another report has the id; CannotCreateError; IoError
 */
export function enqueue(home: Home, report: Report, options: EnqueueOptions = {}): Enqueued {
  assertReportId(report.report_id, 'report_id');
  const content = formatReport(report);
  ensureHome(home);
  const known = findSame(home, report, options);
  if (known !== undefined) return known;
  const path = reportPath(home, 'pending', report.report_id);
  try {
    if (stageAndLink(home, report.report_id, content, path, options.mtimeMs) === 'linked') {
      return { outcome: 'enqueued', id: report.report_id, place: 'pending', path };
    }
  } catch (error) {
    if (error instanceof OwnerReportError) throw error;
    throw new IoError(`${path}: cannot be written: ${messageOf(error)}`, {
      cause: error,
      remedy: 'Nothing was enqueued. Check space and permissions, then try again.',
    });
  }
  // Another producer was faster with the same id.
  return findSame(home, report, options) ?? enqueue(home, report, options);
}

function findSame(home: Home, report: Report, options: EnqueueOptions): Enqueued | undefined {
  const { isSame = sameReport } = options;
  for (const place of places) {
    const path = reportPath(home, place, report.report_id);
    if (lstatIfThere(path) === undefined) continue;
    let stored;
    try {
      stored = readReport(path);
    } catch (error) {
      // It moved on between the two looks.
      if (errnoOf((error as Error).cause) === 'ENOENT') return findSame(home, report, options);
      throw error;
    }
    if (!isSame(stored.report, report)) {
      throw new InvalidReportError(`${path}: expected the same report under this id, found other content`, {
        remedy: 'Use another --report-id for another report.',
      });
    }
    // The first producer may have died before it synced the name; the content is synced before it gets one.
    syncDir(home[place]);
    return { outcome: 'already-there', id: report.report_id, place, path };
  }
  return undefined;
}
