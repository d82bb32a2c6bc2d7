import * as z from 'zod/mini';

import { type FieldName, fieldNames } from './report.ts';

const text = z
  .string('expected text')
  .check(z.refine((value) => !value.includes('\0'), 'expected text without NUL bytes'));

/** The fields of a report, in front matter of whatever form. */
export const reportSchema = z.looseObject(
  Object.fromEntries(fieldNames.map((name) => [name, z._default(text, '')])) as Record<
    FieldName,
    z.ZodMiniDefault<typeof text>
  >,
);
