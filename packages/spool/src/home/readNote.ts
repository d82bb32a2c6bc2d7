import type * as z from 'zod/mini';

import { readPlainFile } from './readPlainFile.ts';

/**
 * What one of the notes of a home says, a small file of JSON; undefined when there is none, or it cannot be read: no state of
 * a report depends on it.
 * @param makeSchema a function: each command loads this room, and few read a note, so that its schema is made then
 */
export function readNote<T>(path: string, makeSchema: () => z.ZodMiniType<T>): T | undefined {
  try {
    return makeSchema().parse(JSON.parse(readPlainFile(path)));
  } catch {
    return undefined;
  }
}
