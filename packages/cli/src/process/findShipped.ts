import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Path of a file that was shipped with this command, further up from it; undefined where it is not installed. */
export function findShipped(name: string): string | undefined {
  let dir = dirname(fileURLToPath(import.meta.url));
  while (dir !== dirname(dir)) {
    const path = join(dir, name);
    if (existsSync(path)) return path;
    dir = dirname(dir);
  }
  return undefined;
}
