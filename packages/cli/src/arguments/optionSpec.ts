/** One option of a command. */
export interface OptionSpec {
  type: 'string' | 'boolean' | 'array';
  describe: string;
  /** What stands for the value in the help, such as `S`. */
  placeholder?: string;
  /** For fields of a report and approvals: `OWNER_REPORT_<OPTION>` is not looked at. */
  environment?: false;
  hidden?: boolean;
  /** For the help: the command does nothing without it. It checks that itself. */
  required?: true;
}
