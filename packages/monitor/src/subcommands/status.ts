import type { CommandSpec } from '@owner-report/cli';

import { fileOptions } from './options.ts';

export const statusSubcommand: CommandSpec = {
  command: 'status',
  describe:
    'Show how every job stands, disabled ones, too: long jobs are asked now, others by their last run; changes nothing',
  options: fileOptions,
  load: async () => (await import('./showStatus.ts')).showStatus,
};
