import { expectOneOf, laneOf, type Sending } from '@owner-report/cli';
import {
  findLostWords,
  type FieldName,
  isStatus,
  messageBody,
  pickFields,
  type Place,
  type Report,
  schemaVersion,
  statuses,
  type StoredReport,
  timeOfReportId,
} from '@owner-report/spool';

/** A report as the consumer prints it. Every field is text, as it was written; an absent one is ''. */
export type NormalizedReport = Record<FieldName, string> & {
  schemaVersion: number;
  extra: Report['extra'];
  /** What is sent: the body, or one rendered from the fields. */
  message: string;
  path: string;
  state: Place;
  /** Lane that it belongs to by `config.json`; only where that has routes. */
  route?: string;
  /** Whole seconds since the report was made; never negative. */
  age_seconds: number;
  warnings: string[];
};

/** Turns a report file into the form that other programs read. */
export function normalizeReport(
  { report, path, mtimeMs, bytes }: StoredReport,
  state: Place,
  now: Date,
  sending: Sending | undefined,
): NormalizedReport {
  const madeMs = parseTime(report.created_at) ?? timeOfReportId(report.report_id) ?? mtimeMs;
  return {
    schemaVersion,
    ...pickFields(report),
    extra: report.extra,
    message: messageBody(report),
    path,
    state,
    ...(sending === undefined || sending.routes.length === 0 ? {} : { route: laneOf(report, sending).name }),
    age_seconds: Math.max(0, Math.floor((now.getTime() - madeMs) / 1000)),
    warnings: [...findWarnings(report), ...findLostWords(bytes)],
  };
}

// Date.parse takes a lone number for a year: only what begins with a date is a time.
function parseTime(text: string): number | undefined {
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

function findWarnings({ status, created_at: createdAt }: Report): string[] {
  const warnings: string[] = [];
  if (!isStatus(status)) warnings.push(`status: ${expectOneOf(statuses)}, got ${JSON.stringify(status)}`);
  if (createdAt !== '' && parseTime(createdAt) === undefined)
    warnings.push(`created_at: expected a time such as 2026-11-21T10:11:12.345Z, got ${JSON.stringify(createdAt)}`);
  return warnings;
}
