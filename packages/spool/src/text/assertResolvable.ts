import { isAbsolute } from 'node:path';

import { UsageError } from '../errors.ts';
import { showText } from './showText.ts';

/**
 * Makes sure that a path leads somewhere: a relative one needs a working directory, and that may have been removed
 * under us.
 * @param what names it in the message
 * @throws UsageError for a relative path where there is no working directory
 */
export function assertResolvable(path: string, what: string): void {
  if (isAbsolute(path)) return;
  try {
    process.cwd();
  } catch (error) {
    throw new UsageError(
      `${what}: expected an absolute path, since the working directory is gone, got ${showText(path)}`,
      { cause: error, remedy: 'Give the whole path, from /, or go to a directory that is there.' },
    );
  }
}
