import { join, resolve } from 'node:path';

import { isExecutableFile } from '@owner-report/spool';

/**
 * Path of a program as a shell would find it; undefined where it would find none.
 * @param path as in PATH
 * @param cwd what a relative path begins at
 */
export function findProgram(name: string, path: string, cwd: string): string | undefined {
  const places = name.includes('/')
    ? [resolve(cwd, name)]
    : path.split(':').map((dir) => join(dir === '' ? cwd : dir, name));
  return places.find(isExecutableFile);
}
