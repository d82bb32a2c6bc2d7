import type { CommandSpec } from '@owner-report/cli';

/** Deletes what is old. */
export const pruneSubcommand: CommandSpec = {
  command: 'prune',
  describe: 'Delete old reports from sent/, rotate deliveries.jsonl, remove stale staging files',
  options: {
    'older-than': {
      type: 'string',
      describe: 'Time since the sending from which a report is deleted, such as 30d',
      placeholder: 'AGE',
      required: true,
    },
    'dry-run': { type: 'boolean', describe: 'Say what would be deleted; delete nothing' },
  },
  load: async () => (await import('./pruneHome.ts')).prune,
};
