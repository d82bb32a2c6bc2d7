import { InvalidReportError } from '../errors.ts';
import { formatDocument, maxFrontMatterBytes } from './frontMatter.ts';
import { parseReport } from './parseReport.ts';
import { fieldNames, type Report } from './report.ts';

/** Largest report file, in bytes. */
export const maxReportBytes = 256 * 1024;

/**
 * The bytes of a report file. Reading them back gives the same report: this is checked here, before anything is
 * written.
 * @throws InvalidReportError when the report is over a limit or could not be read back; PartNeeded.
 */
export function formatReport(report: Report): string {
  const where = `report ${report.report_id}`;
  const data: Record<string, unknown> = {};
  for (const name of fieldNames) if (report[name] !== '') data[name] = report[name];
  const content = formatDocument({ data: { ...data, ...report.extra } as Report['extra'], content: report.body });
  const bytes = Buffer.byteLength(content);
  if (bytes > maxReportBytes) {
    throw new InvalidReportError(`${where}: expected at most ${maxReportBytes} bytes, got ${bytes}`, {
      remedy: 'Shorten the body, or put the long part into a file and name it in the report.',
    });
  }
  const headBytes = bytes - Buffer.byteLength(report.body);
  if (headBytes > maxFrontMatterBytes) {
    throw new InvalidReportError(
      `${where}: expected fields of at most ${maxFrontMatterBytes} bytes together, got ${headBytes}`,
      {
        remedy: 'Put long text into the body (--body, --body-file) instead of --done, --next or --field.',
      },
    );
  }
  parseReport(content, report.report_id, where);
  return content;
}
