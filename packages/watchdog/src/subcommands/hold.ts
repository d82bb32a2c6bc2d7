import type { CommandSpec } from '@owner-report/cli';

const positionals = { report: 'Report id, or path of its file' };

/** Sets a report aside. */
export const holdSubcommand: CommandSpec = {
  command: 'hold <report>',
  describe: 'Set a pending report aside, so that the queue goes on',
  positionals,
  offers: { report: { reportsIn: ['pending'] } },
  options: {
    reason: { type: 'string', describe: 'Why, for the log', placeholder: 'R', environment: false, required: true },
  },
  load: async () => (await import('./moveBetween.ts')).hold,
};

/** Puts a held report back. */
export const releaseSubcommand: CommandSpec = {
  command: 'release <report>',
  describe: 'Put a held report back into pending/',
  positionals,
  offers: { report: { reportsIn: ['held'] } },
  load: async () => (await import('./moveBetween.ts')).release,
};
