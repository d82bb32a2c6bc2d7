import type { Report } from '@owner-report/spool';

import { hubIdOf } from './hubId.ts';

/** A report of a host as the hub keeps it: under its own id, and saying where it comes from. The body is the same. */
export function toHubReport(host: string, report: Report): Report {
  return {
    ...report,
    report_id: hubIdOf(host, report.report_id),
    extra: { ...report.extra, relay_host: host, relay_id: report.report_id },
  };
}
