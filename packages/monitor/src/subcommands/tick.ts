import type { CommandSpec } from '@owner-report/cli';

import { fileOptions } from './options.ts';
import { runTick } from './runTick.ts';

export const tickSubcommand: CommandSpec = {
  command: 'tick',
  describe:
    'Look at every enabled job, run what is due, and put one report into pending/ if anything is worth saying; for cron',
  options: {
    ...fileOptions,
    'print-only': {
      type: 'boolean',
      describe: 'Print what would be reported now; start, run, report and remember nothing',
    },
    'dry-run': {
      type: 'boolean',
      describe: 'Report and remember as usual, but start nothing and run nothing that is queued or due',
    },
    target: {
      type: 'string',
      describe: 'Accepted for old crontabs and not used: the send command decides where reports go',
      placeholder: 'CHAT',
      environment: false,
    },
  },
  runOnce: runTick,
};
