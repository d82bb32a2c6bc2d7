import { type BigIntStats, lstatSync } from 'node:fs';

import { errnoOf } from '../errors.ts';

/** `lstat` with exact numbers, or undefined when there is nothing of that name. */
export function lstatIfThere(path: string): BigIntStats | undefined {
  try {
    return lstatSync(path, { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    // What should be its directory is something else, or no file can have such a name.
    if (errnoOf(error) === 'ENOTDIR' || errnoOf(error) === 'ENAMETOOLONG') return undefined;
    throw error;
  }
}
