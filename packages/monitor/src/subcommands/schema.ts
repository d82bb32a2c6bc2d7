import { type CommandSpec, writeOut } from '@owner-report/cli';
import { exitCodes } from '@owner-report/spool';
import * as z from 'zod';

import { fileSchema } from '../config/schema.ts';

export const schemaSubcommand: CommandSpec = {
  command: 'schema',
  describe: 'Print the JSON Schema of the file with the jobs, for editors',
  run: printSchema,
};

function printSchema(): number {
  writeOut(1, `${JSON.stringify(configSchema(), undefined, 2)}\n`);
  return exitCodes.done;
}

function configSchema(): object {
  return { title: 'owner-report-monitor jobs', ...z.toJSONSchema(fileSchema, { io: 'input' }) };
}
