import type { CommandSpec } from '@owner-report/cli';

import { fileOptions } from './options.ts';

export const runSubcommand: CommandSpec = {
  command: 'run <job>',
  describe: 'Run a one_shot_read, or an approved one_shot_write, now; the exit code is that of the job',
  positionals: { job: 'Id of a one_shot_read or one_shot_write' },
  options: {
    ...fileOptions,
    'timeout-seconds': {
      type: 'string',
      describe: 'Seconds that it may take (default policy.timeoutSeconds, else 300)',
      placeholder: 'S',
    },
    'dry-run': {
      type: 'boolean',
      describe: 'Say what would be run, and whether it is approved; run, use up and change nothing',
    },
  },
  load: async () => (await import('./runOne.ts')).runOne,
};
