import { holdHint } from '@owner-report/cli';
import {
  type Home,
  InvalidReportError,
  lstatIfThere,
  readReport,
  reportPath,
  sameReport,
  type StoredReport,
} from '@owner-report/spool';

/**
 * Whether a pending report lies in `sent/` already.
 * @throws InvalidReportError where another one lies there under its id
 */
export function isSent(home: Home, stored: StoredReport): boolean {
  const id = stored.report.report_id;
  const path = reportPath(home, 'sent', id);
  if (lstatIfThere(path) === undefined) return false;
  if (isSameAsSent(path, stored)) return true;
  throw new InvalidReportError(
    `${stored.path}: expected an id that was not sent yet, found other content under it in ${path}`,
    {
      remedy: `Give the new report another id (file name and report_id), or set it aside: ${holdHint(home, id, 'id reused')}`,
    },
  );
}

function isSameAsSent(path: string, stored: StoredReport): boolean {
  try {
    const sent = readReport(path);
    return sent.digest === stored.digest || sameReport(sent.report, stored.report);
  } catch (error) {
    if (error instanceof InvalidReportError) return false;
    throw error;
  }
}
