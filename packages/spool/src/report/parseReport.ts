import { InvalidReportError } from '../errors.ts';
import { toPrintableLine } from '../text/terminal.ts';
import { type Document, parseDocument } from './frontMatter.ts';
import { FrontMatterError } from './frontMatterError.ts';
import { renderBody } from './renderBody.ts';
import { type ExtraValue, type FieldName, fieldNames, type Report } from './report.ts';
import { isReportId, reportIdForm } from './reportId.ts';
import { yamlPart } from './yamlPart.ts';

/** What the front matter alone says. */
export interface Head {
  fields: Record<FieldName, string>;
  document: Document;
}

/**
 * Reads the fields of a report file.
 * @param content the file, or as much of it as holds its front matter
 * @param expectedId file name without `.md`; the report must call itself the same.
 * @param where the file's path, for messages.
 * @throws InvalidReportError, PartNeeded
 */
export function parseHead(content: string, expectedId: string, where: string): Head {
  const document = splitDocument(content, where);
  const fields = pickFields(checkFields(document.data, where));
  assertSameId(fields.report_id, expectedId, where);
  return { fields, document };
}

/**
 * Reads the text of a report file.
 * @param expectedId file name without `.md`; the report must call itself the same.
 * @param where the file's path, for messages.
 * @throws InvalidReportError, PartNeeded
 */
export function parseReport(content: string, expectedId: string, where: string): Report {
  const { fields, document } = parseHead(content, expectedId, where);
  if (document.content.includes('\0')) {
    throw new InvalidReportError(`${where}: expected a body without NUL bytes`, { remedy: mendIt });
  }
  const report: Report = { ...fields, extra: pickExtra(document.data), body: document.content };
  if (messageBody(report) === '') {
    throw new InvalidReportError(`${where}: expected a body, or "done" or "next", got none of them`, {
      remedy: mendIt,
    });
  }
  return report;
}

/** The text to send, before it is fitted to a channel: the body, or one rendered from the fields when it is blank. */
export function messageBody(report: Report): string {
  if (report.body.trim() !== '') return report.body;
  return report.done === '' && report.next === '' ? '' : renderBody(report);
}

const mendIt = 'Mend the file.';

function splitDocument(content: string, where: string): Document {
  try {
    return parseDocument(content);
  } catch (error) {
    if (!(error instanceof FrontMatterError)) throw error;
    throw new InvalidReportError(`${where}: ${error.message}`, { cause: error, remedy: mendIt });
  }
}

function checkFields(data: Document['data'], where: string): Partial<Record<FieldName, string>> {
  if (isText(data)) return data;
  const parsed = yamlPart.get().reportSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new InvalidReportError(`${where}: ${problems.join('; ')}`, { remedy: mendIt });
}

// As plain front matter always is: then there is nothing to check.
function isText(data: Document['data']): data is Record<string, string> {
  return Object.values(data).every((value) => typeof value === 'string' && !value.includes('\0'));
}

// For a reader an id is what a file is called: the file is what can be mended.
function assertFileName(id: string, where: string): void {
  if (isReportId(id)) return;
  const mended = id
    .replace(/[^A-Za-z0-9._-]+|\.{2,}/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 128);
  const name = mended === '' ? 'report-1' : mended;
  throw new InvalidReportError(`${where}: expected a file name of ${reportIdForm} and ".md"`, {
    remedy: `Rename the file, for example to ${name}.md, and say "report_id: ${name}" in it.`,
  });
}

function assertSameId(id: string, expectedId: string, where: string): void {
  assertFileName(expectedId, where);
  if (id === '') {
    throw new InvalidReportError(`${where}: expected "report_id: ${toPrintableLine(expectedId)}", found no report_id`, {
      remedy: mendIt,
    });
  }
  if (id === expectedId) return;
  throw new InvalidReportError(
    `${where}: expected report_id to equal the file name, ${toPrintableLine(expectedId)}, got ${toPrintableLine(id)}`,
    {
      remedy: mendIt,
    },
  );
}

/** The known fields alone, each of them. */
export function pickFields(data: Readonly<Partial<Record<FieldName, string>>>): Record<FieldName, string> {
  return Object.fromEntries(fieldNames.map((name) => [name, data[name] ?? ''])) as Record<FieldName, string>;
}

function pickExtra(data: Record<string, ExtraValue>): Record<string, ExtraValue> {
  const known: readonly string[] = fieldNames;
  return Object.fromEntries(Object.entries(data).filter(([key]) => !known.includes(key)));
}
