import type { CommandSpec } from '@owner-report/cli';

import { fileOptions } from './options.ts';

export const validateSubcommand: CommandSpec = {
  command: 'validate-config',
  describe: 'Check the file with the jobs: 0 and a summary, or 78 and every problem with its place',
  options: { 'config-file': fileOptions['config-file'] as (typeof fileOptions)[string] },
  load: async () => (await import('./checkConfig.ts')).validate,
};
