import type { OptionSpec } from '@owner-report/cli';

import { commonOptions, field, stateOptions } from '../options.ts';

/** Default of --tail, in lines. */
export const defaultTailLines = 20;

/** Options of `run`. The fields that its command decides are known, so that they can be refused by name. */
export const runOptions: Record<string, OptionSpec> = {
  ...commonOptions,
  'task-id': field("Task that is reported on (default: the command's name)", 'ID'),
  'report-id': field('Id of the report: same fields, command and exit code again are then the same report', 'ID'),
  tail: {
    type: 'string',
    describe: `Lines of output to report (default ${defaultTailLines}); 0 for none, also for a command that leaves a process behind which still prints`,
    placeholder: 'N',
  },
  'only-failures': { type: 'boolean', describe: 'Report nothing when the command succeeds' },
  timeout: {
    type: 'string',
    describe: 'End the command, and all that it has started, after this time, such as 90s or 1h; exit code 124',
    placeholder: 'T',
    environment: false,
  },
  ...Object.fromEntries(Object.entries(stateOptions).map(([name, option]) => [name, { ...option, hidden: true }])),
};
