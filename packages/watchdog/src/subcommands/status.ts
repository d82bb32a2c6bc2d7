import { type CommandSpec, sendOptions } from '@owner-report/cli';

/** Says how the queue stands. Changes nothing. */
export const statusSubcommand: CommandSpec = {
  command: 'status',
  describe: 'What is wrong, if anything, and what to type; how long the queue is, what its head waits for',
  options: {
    ...sendOptions,
    'max-age': {
      type: 'string',
      describe: 'Exit 75 when the oldest report is older than this, such as 15m, or when that cannot be told',
      placeholder: 'DURATION',
    },
    'max-held': {
      type: 'string',
      describe: 'Exit 75 when more than so many reports are held',
      placeholder: 'N',
    },
    'max-silence': {
      type: 'string',
      describe: 'Exit 75 when no pass has ended for so long, such as 10m',
      placeholder: 'DURATION',
    },
  },
  load: async () => (await import('../status/showStatus.ts')).showStatus,
};
