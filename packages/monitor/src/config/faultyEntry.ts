import * as z from 'zod';

import { checkNames, type Links } from './crossChecks.ts';
import { kinds } from './entryRules.ts';
import type { Problem } from './problem.ts';

const namesSchema = z
  .object({
    kind: z.enum(kinds).optional().catch(undefined),
    commands: z.record(z.string(), z.unknown()).optional().catch(undefined),
    after: z.array(z.object({ jobId: z.unknown() }).catch({ jobId: undefined })).catch([]),
  })
  .catch({ kind: undefined, commands: undefined, after: [] });

/** What else is wrong with an entry that has ill-formed fields, so that all of its problems are named at once. */
export function checkFaultyEntry(index: number, id: string | undefined, entry: unknown, links: Links): Problem[] {
  const { kind, commands, after } = namesSchema.parse(entry);
  return checkNames({ index, id, kind, commands, after }, links);
}
