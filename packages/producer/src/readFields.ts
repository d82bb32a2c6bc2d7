import { hostname } from 'node:os';

import { type Invocation } from '@owner-report/cli';
import { isReportId, messageOf, reportIdForm, toWellFormed, UsageError } from '@owner-report/spool';

import { parseExtra } from './parseExtra.ts';
import { readTeam } from './readTeam.ts';

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

// Who reports on what: an empty one of these is a variable that was not set.
const naming = ['task-id', 'team', 'worker', 'status'];

/**
 * Reads the fields that all reports have.
 * @param taskId what is reported on where the command line does not say it.
 * @param example a whole command line, for the message about what is missing.
 * @throws UsageError naming every option that is missing or blank.
 */
export function readFields(invocation: Invocation, taskId: string | undefined, example: string): Fields {
  const { home, talk, text, list } = invocation;
  const faults = naming.flatMap((name) => {
    const value = text(name);
    if (value === undefined)
      return name === 'task-id' && taskId === undefined ? [`--${name}: expected a value, got nothing`] : [];
    return value.trim() === '' ? [`--${name}: expected a value, got blank text: ${JSON.stringify(value)}`] : [];
  });
  if (faults.length > 0) throw new UsageError(faults.join('; '), { remedy: `For example: ${example}` });
  const reportId = text('report-id');
  if (reportId !== undefined && !isReportId(reportId)) {
    throw new UsageError(`--report-id: expected ${reportIdForm}, got ${JSON.stringify(reportId)}`, {
      remedy: 'Choose an id of that form, or leave it out to have one made.',
    });
  }
  const field = (name: string) => toWellFormed(text(name) ?? '');
  const tellOfTeam = (error: unknown) => talk.warn(`${messageOf(error)}; the report has no team`);
  return {
    team: text('team') === undefined ? readTeam(home, tellOfTeam) : field('team'),
    worker: text('worker') === undefined ? hostname() : field('worker'),
    task_id: text('task-id') === undefined ? (taskId ?? '') : field('task-id'),
    progress: field('progress'),
    next: field('next'),
    source: field('source'),
    extra: parseExtra(list('field')),
    reportId,
  };
}
