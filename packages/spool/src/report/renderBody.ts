import { headlineOf } from './headline.ts';
import type { Report } from './report.ts';

type Fields = Omit<Report, 'body' | 'extra'>;

/** The standard message made of a report's fields: a headline, then what is done and what comes next. */
export function renderBody(report: Fields): string {
  return underHeadline(report, renderFacts(report));
}

/** The same without the headline. */
export function renderFacts(report: Fields): string {
  const lines = [];
  if (report.done !== '') lines.push(`Done: ${report.done}`);
  if (report.next !== '') lines.push(`Next: ${report.next}`);
  return `${lines.join('\n')}\n`;
}

/** A body below the headline of its report. */
export function underHeadline(report: Fields, body: string): string {
  const headline = headlineOf(report);
  return headline === '' ? body : `${headline}\n\n${body}`;
}
