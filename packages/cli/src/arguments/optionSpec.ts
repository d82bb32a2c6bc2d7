import type { Place } from '@owner-report/spool';

/** What a shell may offer for a value: some words, the path of a file or a directory, ids of reports in some places. */
export type Offer = readonly string[] | 'file' | 'directory' | { reportsIn: readonly Place[] };

/** One option of a command. */
export interface OptionSpec {
  type: 'string' | 'boolean' | 'array';
  describe: string;
  /** What stands for the value in the help, such as `S`. */
  placeholder?: string;
  /** For completion in a shell. */
  offer?: Offer;
  /** For fields of a report and approvals: `OWNER_REPORT_<OPTION>` is not looked at. */
  environment?: false;
  hidden?: boolean;
  /** For the help: the command does nothing without it. It checks that itself. */
  required?: true;
}
