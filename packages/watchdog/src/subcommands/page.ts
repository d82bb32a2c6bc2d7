import type { CommandSpec } from '@owner-report/cli';

/** Writes how a home stands as a page for people. Changes nothing in the home. */
export const pageSubcommand: CommandSpec = {
  command: 'page',
  describe: 'Write how the queue and the jobs stand as one static page, for a browser',
  options: {
    file: {
      type: 'string',
      describe:
        'Where to write it, in one step; a new file can be read by this user alone, one that is there keeps its mode',
      placeholder: 'F',
      offer: 'file',
      environment: false,
      required: true,
    },
  },
  load: async () => (await import('../page/writePage.ts')).writePage,
};
