import { accessSync, constants } from 'node:fs';

/**
 * A working directory for a child that works in any: ours, or / where ours was removed or may not be entered. execa looks
 * for one before it starts anything, and fails where there is none.
 */
export function childDirectory(): string {
  try {
    const here = process.cwd();
    accessSync(here, constants.X_OK);
    return here;
  } catch {
    return '/';
  }
}
