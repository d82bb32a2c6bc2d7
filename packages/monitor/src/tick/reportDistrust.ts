import { hostname } from 'node:os';

import { type ConfigError, enqueue, type Home, messageOf } from '@owner-report/spool';

import { composeReports } from '../report/composeReport.ts';
import { toOneLine } from '../report/oneLine.ts';

/**
 * Reports a state file that is refused because others can write it. Nothing can be remembered then: that it is said once an
 * hour is due to the id, which is that of the hour.
 */
export function reportDistrust(error: ConfigError, home: Home, now: Date): void {
  const hour = `${now.toISOString().slice(0, 13).replace(/-/g, '')}0000000Z`;
  const section = {
    subject: { id: 'state', name: 'Monitor state', kind: 'state file' },
    status: 'alert',
    lines: ['status: refused, no job is looked after', `ACTION REQUIRED: ${toOneLine(messageOf(error))}`],
  } as const;
  const start = new Date(Math.floor(now.getTime() / 3_600_000) * 3_600_000);
  const [report] = composeReports([{ ...section, lines: [...section.lines] }], start);
  const id = `${hour}-${hostname().replace(/[^A-Za-z0-9_]+/g, '-')}-state`;
  if (report !== undefined) enqueue(home, { ...report, report_id: id });
}
