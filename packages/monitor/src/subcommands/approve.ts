import type { CommandSpec } from '@owner-report/cli';

import { fileOptions, longestApproval } from './options.ts';

export const approveSubcommand: CommandSpec = {
  command: 'approve <job>',
  describe: 'Approve one run of a write, with exactly the command, cwd and risk that it has now',
  positionals: { job: 'Id of a one_shot_write' },
  options: {
    ...fileOptions,
    by: {
      type: 'string',
      describe: 'Who approves it; for the log',
      placeholder: 'WHO',
      environment: false,
      required: true,
    },
    reason: { type: 'string', describe: 'Why; for the log', placeholder: 'WHY', environment: false, required: true },
    expires: {
      type: 'string',
      describe: `How long it holds, such as 30m or 2d, at most ${longestApproval} (default 1h)`,
      placeholder: 'DURATION',
      environment: false,
    },
  },
  load: async () => (await import('./giveApproval.ts')).approve,
};
