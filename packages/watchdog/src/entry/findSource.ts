import { realpathSync } from 'node:fs';
import { basename, resolve } from 'node:path';

import { untold } from './shellLine.ts';

/** What becomes of a file that a line sources. */
interface Source {
  /** The file; undefined where none is read. */
  path: string | undefined;
  /** The shell cannot read it, so that the command fails. */
  isFailure: boolean;
  /** File without which the shell ends there. */
  needed: string | undefined;
}

/**
 * What a shell does with `. FILE` or `source FILE`; undefined for any other command. By POSIX a file that is not there ends
 * the shell, and a name without a slash is looked for on PATH; dash knows no `source`.
 * @param shell path or name of the shell that reads the line
 * @param isThere whether there is a file of this path
 */
export function findSource(
  [command, file = '']: readonly string[],
  { shell, path, cwd }: { shell: string; path: string; cwd: string },
  isThere: (path: string) => boolean,
): Source | undefined {
  if (command !== '.' && command !== 'source') return undefined;
  if (command === 'source' && isDash(shell)) return { path: undefined, isFailure: true, needed: undefined };
  const isPosix = !/^(?:bash|zsh)$/.test(basename(shell));
  const isPath = file.includes('/');
  const dirs = isPath || !isPosix ? [cwd] : path.split(':');
  const found = dirs.map((dir) => resolve(dir, file)).find(isThere);
  const isFailure = found === undefined && !file.includes(untold);
  return { path: found, isFailure, needed: isFailure && isPosix && isPath ? resolve(cwd, file) : undefined };
}

function isDash(shell: string): boolean {
  try {
    return basename(realpathSync(resolve('/bin', shell))) === 'dash';
  } catch {
    return false;
  }
}
