import type { CommandSpec } from '@owner-report/cli';

import { fileOptions, timeoutOption } from './options.ts';

export const startSubcommand: CommandSpec = {
  command: 'start <job>',
  describe: 'Start a long job; what it prints goes to a file in the directory .start-logs beside the state',
  positionals: { job: 'Id of a long_running_read' },
  options: {
    ...fileOptions,
    ...timeoutOption,
    'allow-risk': {
      type: 'boolean',
      describe: 'Start it although its risk is write_local or write_external',
      environment: false,
    },
  },
  load: async () => (await import('./startLong.ts')).start,
};
