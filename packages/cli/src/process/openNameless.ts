import { openSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { randomName } from '@owner-report/spool';

// A look at the environment for each command is not free.
const directory = tmpdir();

/**
 * Opens a temporary file without a name, to read and to write: whoever has its descriptor has it alone, and it is gone once
 * nobody has. A child that gets it as its stdin reads it from the beginning, if it was written with a position.
 * @param flags as of `open`: `wx+`, or `ax+` to append
 * @throws a system error, where there is no directory for temporary files, or no room
 */
export function openNameless(flags: 'wx+' | 'ax+'): number {
  const path = join(directory, `owner-report-${randomName(12)}`);
  const descriptor = openSync(path, flags, 0o600);
  unlinkSync(path);
  return descriptor;
}
