import type { Invocation } from '@owner-report/cli';
import { isReportId, reportIdForm, toWellFormed, UsageError } from '@owner-report/spool';

import { parseExtra } from './parseExtra.ts';

/** What the command line says about a report, checked; an optional field that is not given is ''. */
export interface Fields {
  team: string;
  worker: string;
  task_id: string;
  progress: string;
  next: string;
  source: string;
  extra: Record<string, string>;
  /** Undefined when an id is to be made. */
  reportId: string | undefined;
}

/**
 * Reads the fields that all reports have.
 * @param required names of the options that must be there, in the order of the help.
 * @param example a whole command line, for the message when they are not.
 * @throws UsageError naming every required option that is missing or blank.
 */
export function readFields({ text, list }: Invocation, required: readonly string[], example: string): Fields {
  const isBlank = (name: string) => (text(name) ?? '').trim() === '';
  const missing = required.filter(isBlank);
  if (missing.length > 0) {
    const got = missing.some((name) => text(name) !== undefined) ? 'blank text' : 'nothing';
    throw new UsageError(`expected a value for ${missing.map((name) => `--${name}`).join(', ')}, got ${got}`, {
      remedy: `For example: ${example}`,
    });
  }
  const reportId = text('report-id');
  if (reportId !== undefined && !isReportId(reportId)) {
    throw new UsageError(`--report-id: expected ${reportIdForm}, got ${JSON.stringify(reportId)}`, {
      remedy: 'Choose an id of that form, or leave it out to have one made.',
    });
  }
  const field = (name: string) => toWellFormed(text(name) ?? '');
  return {
    team: field('team'),
    worker: field('worker'),
    task_id: field('task-id'),
    progress: field('progress'),
    next: field('next'),
    source: field('source'),
    extra: parseExtra(list('field')),
    reportId,
  };
}
