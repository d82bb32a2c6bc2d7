import { join } from 'node:path';

import { UsageError } from '../errors.ts';
import { assertResolvable } from '../text/assertResolvable.ts';
import { quoteWord } from '../text/quoteWord.ts';
import { showText } from '../text/showText.ts';
import { findUserHome } from './userHome.ts';

/**
 * A path as it was meant that no shell has expanded: a crontab, a systemd unit and an env file hand over what is written, and
 * a shell leaves `--home=~/r` alone. A leading `~/`, and `~` alone, is the home directory of the user. What else only a shell
 * replaces or takes off is refused: as a name it would be that of another directory.
 * @param where what gave the path, for the message
 * @throws UsageError, also for a relative path where there is no working directory; ConfigError when the home directory of the user cannot be told
 */
export function expandPath(path: string, where: string): string {
  const expanded = expandTilde(path, where, findUserHome);
  assertResolvable(expanded, where);
  return expanded;
}

/**
 * The same for any user, and a relative path stays one: whether it leads anywhere is not asked.
 * @param userHome tells the home directory of the user; asked only for a path that begins there, or was meant to
 * @throws UsageError
 */
export function expandTilde(path: string, where: string, userHome: () => string): string {
  const flaw = findFlaw(path);
  if (flaw !== undefined) {
    const meant = mend(path, userHome);
    throw new UsageError(`${where}: expected a path, got ${showText(path)}, ${flaw}`, {
      remedy: `Write the path in full${meant === undefined ? '' : `, such as ${quoteWord(meant)}`}: where no shell reads it, nothing is replaced in it.`,
    });
  }
  return path === '~' || path.startsWith('~/') ? join(userHome(), path.slice(1)) : path;
}

function findFlaw(path: string): string | undefined {
  if (path === '') return 'which is empty';
  if (/[\r\n]/.test(path)) return 'which holds a line end';
  if (path.includes('\0')) return 'which holds a NUL';
  if (/^["']|["']$/.test(path)) return 'with a quote that no shell has taken off';
  if (path.trim() !== path) return 'which begins or ends with a blank';
  const variable = /\$(?:[A-Za-z_]\w*|\{[^}]*\}|\(|[\d@*#?$!])|^`[^`]*`?/.exec(path)?.[0];
  if (variable !== undefined) return `in which no shell has replaced ${variable}`;
  const specifier = /(?:^|\/)(%[A-Za-z])(?=$|[/._-])/.exec(path)?.[1];
  if (specifier !== undefined) return `in which systemd has not replaced ${specifier}`;
  if (path.startsWith('\\')) return 'with a backslash that no shell has taken off';
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(path)) return 'which is an address';
  if (/^~[^/]/.test(path)) return 'in which no shell has replaced the user behind "~"';
  return undefined;
}

// The likely meaning, where it is plain.
function mend(path: string, userHome: () => string): string | undefined {
  const bare = path
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2')
    .replace(/^file:\/\/(?=\/)/, '')
    .replace(/^\\/, '');
  const inHome = /^(?:~(?=\/|$)|\$HOME\b|\$\{HOME\}|%h(?=\/|$))(.*)$/s.exec(bare)?.[1];
  const meant = inHome === undefined ? bare : findIn(userHome, inHome);
  return meant !== path && meant.startsWith('/') && findFlaw(meant) === undefined ? meant : undefined;
}

// What is wrong with the path is to be told, also where nobody knows the home directory that it may be in.
function findIn(userHome: () => string, rest: string): string {
  try {
    return `${userHome()}${rest}`;
  } catch {
    return '';
  }
}
