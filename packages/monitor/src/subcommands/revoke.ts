import type { CommandSpec } from '@owner-report/cli';

import { fileOptions } from './options.ts';

export const revokeSubcommand: CommandSpec = {
  command: 'revoke <job>',
  describe: 'Take an approval back before it is used',
  positionals: { job: 'Id of the approved job' },
  options: fileOptions,
  load: async () => (await import('./takeApproval.ts')).revoke,
};
