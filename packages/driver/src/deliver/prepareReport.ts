import { lstatIfThere, readReport, reportPath } from '@owner-report/spool';

import { type AttemptRecord, readAttemptRecord } from '../attempt/attemptRecord.ts';
import type { Pass } from '../pass/pass.ts';
import { type Attempt, beginAttempt } from './beginAttempt.ts';

/**
 * Makes a report of `pending/` ready to be sent while another one is: reading, writing and the start of a shell take as
 * long as a quick send. Undefined for whatever is not plain; `deliverReport` deals with that in its turn. Never
 * rejects.
 * @param behind id of the report whose send command runs
 */
export async function prepareReport(pass: Pass, id: string, behind: string): Promise<Attempt | undefined> {
  try {
    const stored = readReport(reportPath(pass.home, 'pending', id));
    const record = readAttemptRecord(pass.home, id);
    const wasSent = lstatIfThere(reportPath(pass.home, 'sent', id)) !== undefined;
    if (wasSent || hasObstacle(record)) return undefined;
    return await beginAttempt(pass, record, stored, behind);
  } catch {
    return undefined;
  }
}

function hasObstacle({ retryAt, rejections, current }: AttemptRecord): boolean {
  return retryAt !== undefined || rejections !== undefined || current !== undefined;
}
