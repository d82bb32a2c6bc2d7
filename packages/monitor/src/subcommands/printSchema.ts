import { writeOut } from '@owner-report/cli';
import { exitCodes } from '@owner-report/spool';
import * as z from 'zod';

import { fileSchema } from '../config/schema.ts';

/** `owner-report-monitor schema`. */
export function printSchema(): number {
  writeOut(1, `${JSON.stringify(configSchema(), undefined, 2)}\n`);
  return exitCodes.done;
}

function configSchema(): object {
  return { title: 'owner-report-monitor jobs', ...z.toJSONSchema(fileSchema, { io: 'input' }) };
}
