import * as z from 'zod/mini';

import { InvalidReportError } from '../errors.ts';
import { toPrintableLine } from '../text/terminal.ts';
import { type Document, FrontMatterError, parseDocument } from './frontMatter.ts';
import { renderBody } from './renderBody.ts';
import { type ExtraValue, type FieldName, fieldNames, type Report } from './report.ts';
import { assertReportId } from './reportId.ts';

const text = z
  .string('expected text')
  .check(z.refine((value) => !value.includes('\0'), 'expected text without NUL bytes'));
const reportSchema = z.looseObject(
  Object.fromEntries(fieldNames.map((name) => [name, z._default(text, '')])) as Record<
    FieldName,
    z.ZodMiniDefault<typeof text>
  >,
);

/**
 * Reads the text of a report file.
 * @param expectedId file name without `.md`; the report must call itself the same.
 * @param where the file's path, for messages.
 * @throws InvalidReportError
 */
export function parseReport(content: string, expectedId: string, where: string): Report {
  const document = splitDocument(content, where);
  const parsed = reportSchema.safeParse(document.data);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new InvalidReportError(`${where}: ${problems.join('; ')}`, { remedy: editOrHold });
  }
  const fields = pickFields(parsed.data);
  assertSameId(fields.report_id, expectedId, where);
  if (document.content.includes('\0')) {
    throw new InvalidReportError(`${where}: expected a body without NUL bytes`, { remedy: editOrHold });
  }
  const report: Report = { ...fields, extra: pickExtra(document.data), body: document.content };
  if (messageBody(report) === '') {
    throw new InvalidReportError(`${where}: expected a body, or "done" or "next", got none of them`, {
      remedy: editOrHold,
    });
  }
  return report;
}

/** The text to send, before it is fitted to a channel: the body, or one rendered from the fields when it is blank. */
export function messageBody(report: Report): string {
  if (report.body.trim() !== '') return report.body;
  return report.done === '' && report.next === '' ? '' : renderBody(report);
}

const editOrHold = 'Mend the file, or set it aside with "owner-report-watchdog hold".';

function splitDocument(content: string, where: string): Document {
  try {
    return parseDocument(content);
  } catch (error) {
    if (!(error instanceof FrontMatterError)) throw error;
    throw new InvalidReportError(`${where}: ${error.message}`, { cause: error, remedy: editOrHold });
  }
}

function assertSameId(id: string, expectedId: string, where: string): void {
  if (id === '') {
    throw new InvalidReportError(`${where}: expected "report_id: ${toPrintableLine(expectedId)}", found no report_id`, {
      remedy: editOrHold,
    });
  }
  assertReportId(id, `${where}: report_id`);
  if (id === expectedId) return;
  throw new InvalidReportError(
    `${where}: expected report_id to equal the file name, ${toPrintableLine(expectedId)}, got ${id}`,
    {
      remedy: editOrHold,
    },
  );
}

/** The known fields alone. */
export function pickFields(data: Readonly<Record<FieldName, string>>): Record<FieldName, string> {
  return Object.fromEntries(fieldNames.map((name) => [name, data[name]])) as Record<FieldName, string>;
}

function pickExtra(data: Record<string, ExtraValue>): Record<string, ExtraValue> {
  const known: readonly string[] = fieldNames;
  return Object.fromEntries(Object.entries(data).filter(([key]) => !known.includes(key)));
}
