import { realpathSync } from 'node:fs';
import { basename, resolve } from 'node:path';

import { untold } from './shellLine.ts';

/** What becomes of a file that a line sources. */
interface Source {
  /** The file; undefined where none is read. */
  path: string | undefined;
  /** The shell cannot read it, so that the command fails. */
  isFailure: boolean;
  /** The shell ends there for it. */
  endsShell: boolean;
}

/**
 * What a shell does with `. FILE` or `source FILE`; undefined for any other command. A name without a slash is looked for on
 * PATH; bash and zsh look into the directory, too. By POSIX a file that is not found ends the shell; dash knows no `source`.
 * @param shell path or name of the shell that reads the line
 * @param isThere whether there is a file of this path
 */
export function findSource(
  [command, file = '']: readonly string[],
  { shell, path, cwd }: { shell: string; path: string; cwd: string },
  isThere: (path: string) => boolean,
): Source | undefined {
  if (command !== '.' && command !== 'source') return undefined;
  if (command === 'source' && isDash(shell)) return { path: undefined, isFailure: true, endsShell: false };
  const isPosix = !/^(?:bash|zsh)$/.test(basename(shell));
  const isPath = file.includes('/');
  const dirs = isPath ? [cwd] : [...path.split(':'), ...(isPosix ? [] : [cwd])];
  const found = dirs.map((dir) => resolve(cwd, dir, file)).find(isThere);
  const isFailure = found === undefined && !file.includes(untold);
  return { path: found, isFailure, endsShell: isFailure && isPosix };
}

function isDash(shell: string): boolean {
  try {
    return basename(realpathSync(resolve('/bin', shell))) === 'dash';
  } catch {
    return false;
  }
}
