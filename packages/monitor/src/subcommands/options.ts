import type { OptionSpec } from '@owner-report/cli';

/** Options of every command that works on jobs. */
export const fileOptions: Record<string, OptionSpec> = {
  'config-file': {
    type: 'string',
    describe: 'The file with the jobs (default $OPENCLAW_HOME/net/config/ops-jobs.json)',
    placeholder: 'FILE',
    offer: 'file',
  },
  'state-file': {
    type: 'string',
    describe: 'The file with what is remembered (default $OPENCLAW_HOME/net/state/ops-monitor.json)',
    placeholder: 'FILE',
    offer: 'file',
  },
};

/** Options of `start` and `stop`. */
export const timeoutOption = {
  'timeout-seconds': {
    type: 'string',
    describe: 'Seconds that the start or stop command may take (default 60)',
    placeholder: 'S',
  },
} as const;

/** How long an approval may hold. */
export const longestApproval = '30d';
