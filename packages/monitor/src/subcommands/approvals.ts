import type { CommandSpec } from '@owner-report/cli';

import { fileOptions } from './options.ts';

export const approvalsSubcommand: CommandSpec = {
  command: 'approvals',
  describe: 'List the approvals, those that the config file itself gives, too, and whether they hold',
  options: fileOptions,
  load: async () => (await import('./listApprovals.ts')).listApprovals,
};
