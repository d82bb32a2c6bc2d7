import type { CommandSpec } from '@owner-report/cli';

import { fileOptions } from './options.ts';

export const queueSubcommand: CommandSpec = {
  command: 'queue',
  describe: 'List the follow-up jobs that wait, and the last ones that were run',
  options: fileOptions,
  load: async () => (await import('./showQueue.ts')).showQueue,
};
