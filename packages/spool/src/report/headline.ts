import type { Report } from './report.ts';

type Fields = Omit<Report, 'body' | 'extra'>;

/** What a report is about, on one line, such as `[warn] ops / db1 · backup · 80%`; '' when no field says anything. */
export function titleOf(report: Fields): string {
  const who = [report.team, report.worker].map(toLine).filter(isThere).join(' / ');
  const facts = [who, toLine(report.task_id), toLine(report.progress)].filter(isThere).join(' · ');
  const status = toLine(report.status);
  return [status === '' ? '' : `[${status}]`, facts].filter(isThere).join(' ');
}

/** The title as the headline of a message. Parts that are not there leave no brackets and no separators; '' without any. */
export function headlineOf(report: Fields): string {
  const title = titleOf(report);
  return title === '' ? '' : `**${title}**`;
}

function toLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ').trim();
}

function isThere(text: string): boolean {
  return text !== '';
}
