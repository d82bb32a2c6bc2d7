import { quoteWord, toPrintableLine } from '@owner-report/spool';

import { standardFiles } from './standardFiles.ts';

/** The files that a command of the monitor works with; absolute paths. */
export interface MonitorFiles {
  config: string;
  state: string;
  /** The directory of the home. */
  home: string;
}

/** What can be typed about a job, or about all of them. */
interface Advice {
  /** Id of the job, for a subcommand that takes one. */
  job?: string | undefined;
  /** Words that follow it, such as `--allow-risk`. */
  options?: readonly string[];
}

/**
 * A command line of the monitor for an operator to copy, which does what it says wherever it is typed: the id is quoted,
 * and one that begins with a dash stands behind `--`. Files are named unless they are those that a shell without any
 * settings means: a report is read where the variables of cron are not set.
 */
export function monitorHint(files: MonitorFiles, subcommand: string, { job, options = [] }: Advice = {}): string {
  const named = [...options, ...nameFiles(files, subcommand)];
  const words = job === undefined ? named : job.startsWith('-') ? [...named, '--', job] : [job, ...named];
  // A line end in a name would begin a line of its own: better one that cannot be copied.
  return toPrintableLine(['owner-report-monitor', subcommand, ...words.map(quoteWord)].join(' '));
}

function nameFiles({ config, state, home }: MonitorFiles, subcommand: string): string[] {
  const standard = standardFiles();
  const configWords = config === standard?.config ? [] : ['--config-file', config];
  if (subcommand === 'validate-config') return configWords;
  const stateWords = state === standard?.state ? [] : ['--state-file', state];
  return [...configWords, ...stateWords, ...(home === standard?.home ? [] : ['--home', home])];
}

/** The command line that starts a long job, as its risk asks for. */
export function startHint(files: MonitorFiles, { id, risk }: { id: string; risk: string }): string {
  return monitorHint(files, 'start', { job: id, options: risk === 'read_only' ? [] : ['--allow-risk'] });
}

/** The command line that approves one run of a write. */
export function approveHint(files: MonitorFiles, job: string): string {
  return monitorHint(files, 'approve', { job, options: ['--by', 'WHO', '--reason', 'WHY'] });
}
