import { type Report, sameReport } from '@owner-report/spool';

/**
 * Whether two reports of `run` tell of the same command with the same end. How long it took and what it printed differ
 * from run to run, and `done` and the body show that.
 */
export function sameRun(a: Report, b: Report): boolean {
  return sameReport(withoutTimes(a), withoutTimes(b));
}

function withoutTimes(report: Report): Report {
  return { ...report, done: '', body: '', extra: { ...report.extra, duration_seconds: '' } };
}
