import type { CommandSpec } from '@owner-report/cli';

import { fileOptions, timeoutOption } from './options.ts';

export const stopSubcommand: CommandSpec = {
  command: 'stop <job>',
  describe:
    'Stop a long job, by its stop command, else by TERM to the pid that its status names; no tick resumes it then',
  positionals: { job: 'Id of a long_running_read' },
  options: { ...fileOptions, ...timeoutOption },
  load: async () => (await import('./stopLong.ts')).stop,
};
