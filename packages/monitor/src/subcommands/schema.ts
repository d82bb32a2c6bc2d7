import type { CommandSpec } from '@owner-report/cli';

export const schemaSubcommand: CommandSpec = {
  command: 'schema',
  describe: 'Print the JSON Schema of the file with the jobs, for editors',
  load: async () => (await import('./printSchema.ts')).printSchema,
};
