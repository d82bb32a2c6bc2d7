import type { CommandSpec } from '@owner-report/cli';

/** Says what went out, and what did not. Changes nothing. */
export const historySubcommand: CommandSpec = {
  command: 'history',
  describe: 'What went out, when, by which way, after how many tries; oldest first',
  options: {
    since: {
      type: 'string',
      describe: 'How far back, such as 7d (default 24h)',
      placeholder: 'AGE',
      environment: false,
    },
    failed: {
      type: 'boolean',
      describe: 'Only attempts that failed, were rejected, or whose outcome is unknown',
      environment: false,
    },
    task: {
      type: 'string',
      describe: 'Only reports of this task_id, as far as they are still there',
      placeholder: 'T',
      environment: false,
    },
  },
  load: async () => (await import('../history/showHistory.ts')).showHistory,
};
