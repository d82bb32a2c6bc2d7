import { fieldOptions, type OptionSpec } from '@owner-report/cli';
import { statuses } from '@owner-report/spool';

/** An option for a field of the report. A variable left over in the environment must not fill one in. */
export function field(describe: string, placeholder: string, type: 'string' | 'array' = 'string'): OptionSpec {
  return { type, describe, placeholder, environment: false };
}

/** Fields that every report takes from the command line. */
export const commonOptions: Record<string, OptionSpec> = {
  'task-id': { ...field('Task that is reported on', 'ID'), required: true },
  ...fieldOptions,
  worker: field("Worker: who reports (default: this host's name)", 'W'),
  progress: field('Progress, such as 80% or 3/7', 'P'),
  next: field('What comes next', 'TEXT'),
  source: field('What made the report, such as checkpoint', 'SRC'),
  field: field('Another field; may be repeated', 'KEY=VALUE', 'array'),
  'report-id': field('Id of the report: the same call again is then harmless', 'ID'),
};

/** Fields that describe a state of things, which `run` learns from its command. */
export const stateOptions: Record<string, OptionSpec> = {
  status: { ...field(`How it stands: ${statuses.join(', ')} (default: normal)`, 'S'), offer: statuses },
  done: field('What is done', 'TEXT'),
  body: field('The message itself, or "-" to read it from stdin', 'TEXT'),
  'body-file': { ...field('File that holds the message, or "-" for stdin', 'FILE'), offer: 'file' },
  'no-headline': { type: 'boolean', describe: 'Put no headline above --body or --body-file', environment: false },
};
