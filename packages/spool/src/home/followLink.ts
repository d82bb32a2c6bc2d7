import { readlinkSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { errnoOf } from '../errors.ts';

/** Where a path leads if it is a symbolic link, also to a file that is not there yet; else the path itself. */
export function followLink(path: string): string {
  const target = readLink(path);
  if (target === undefined) return path;
  try {
    return realpathSync(path);
  } catch (error) {
    // A circle, for instance: reading it says what is wrong.
    return errnoOf(error) === 'ENOENT' ? resolve(dirname(path), target) : path;
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    // It is no link, or not there.
    return undefined;
  }
}
