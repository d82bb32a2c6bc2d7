import type { Report } from './report.ts';

/** The standard message made of a report's fields: a headline, then what is done and what comes next. */
export function renderBody(report: Omit<Report, 'body' | 'extra'>): string {
  const who = [report.team, report.worker].filter((part) => part !== '').join(' / ');
  const facts = [who, report.task_id, report.progress].filter((part) => part !== '').join(' · ');
  const lines = [`**[${report.status}] ${facts}**`, ''];
  if (report.done !== '') lines.push(`Done: ${report.done}`);
  if (report.next !== '') lines.push(`Next: ${report.next}`);
  return `${lines.join('\n')}\n`;
}
