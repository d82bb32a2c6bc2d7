import { isAbsolute, join } from 'node:path';

import { isExecutableFile } from '@owner-report/spool';

const found = new Map<string, string>();

/**
 * The file that a program's name stands for, looked for in PATH once: else every start tries each directory anew, while
 * the parent waits for it. The name itself where that cannot be told beforehand; the start then says what is wrong.
 */
export function findProgram(name: string): string {
  if (name.includes('/')) return name;
  const known = found.get(name);
  if (known !== undefined) return known;
  for (const dir of (process.env['PATH'] ?? '').split(':')) {
    // Its meaning depends on the job's cwd.
    if (!isAbsolute(dir)) return name;
    const path = join(dir, name);
    if (!isExecutableFile(path)) continue;
    found.set(name, path);
    return path;
  }
  return name;
}
