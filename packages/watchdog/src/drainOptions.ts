import { type OptionSpec, passOptions } from '@owner-report/cli';

/** Options of a pass. */
export const drainOptions: Record<string, OptionSpec> = {
  ...passOptions,
  all: { type: 'boolean', describe: 'The whole backlog as it stands at the start, whatever --max-count says' },
  follow: { type: 'boolean', describe: 'Stay in the foreground and send as reports arrive' },
  'dry-run': { type: 'boolean', describe: 'Show what would be sent; run and move nothing' },
  quiet: { type: 'boolean', describe: 'Do not tell what was sent: only warnings and errors' },
  'fail-if-locked': { type: 'boolean', describe: 'Exit 75 when another pass is at work' },
};

/** Options of every command of the watchdog. */
export const watchdogOptions: Record<string, OptionSpec> = {
  scheduled: {
    type: 'boolean',
    describe: 'Fill in what nothing else says for a run from cron: OpenClaw as the send command, at most 5 reports',
  },
};
