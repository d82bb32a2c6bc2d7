import { type BigIntStats, lstatSync } from 'node:fs';

/** `lstat` with exact numbers, or undefined when there is nothing of that name. */
export function lstatIfThere(path: string): BigIntStats | undefined {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false });
}
