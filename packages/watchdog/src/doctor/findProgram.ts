import { accessSync, constants, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * Path of a program as a shell would find it; undefined where it would find none.
 * @param path as in PATH
 * @param cwd what a relative path begins at
 */
export function findProgram(name: string, path: string, cwd: string): string | undefined {
  const places = name.includes('/')
    ? [resolve(cwd, name)]
    : path.split(':').map((dir) => join(dir === '' ? cwd : dir, name));
  return places.find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
