import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

import { ConfigError, errnoOf, messageOf, quoteWord } from '@owner-report/spool';

/** A file that can make us run commands, and was found fit for that. */
export interface TrustedFile {
  text: string;
  /** What is not wrong enough to refuse it: its group can write it. */
  warning: string | undefined;
  /** Last change, in milliseconds. */
  mtimeMs: number;
}

/**
 * Reads a file that decides what is run; undefined when there is none.
 * @param maxBytes a larger one is refused before it is read.
 * @throws ConfigError when it is no regular file, others can write it, it belongs to another user (root aside), or it
 * cannot be read.
 */
export function readTrustedFile(path: string, maxBytes: number): TrustedFile | undefined {
  try {
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const info = fstatSync(descriptor);
      assertTrusted(path, info);
      if (info.size > maxBytes) throw new ConfigError(`${path}: expected at most ${maxBytes} bytes, got ${info.size}`);
      const warning =
        (info.mode & 0o020) === 0
          ? undefined
          : `${path}: its group can write it (mode ${modeOf(info)}), and it can run commands: chmod g-w ${quoteWord(path)}`;
      return { text: readFileSync(descriptor, 'utf8'), warning, mtimeMs: info.mtimeMs };
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`${path}: cannot be read: ${messageOf(error)}`, {
      cause: error,
      remedy: `Make it a file that this user can read, or take it away: ls -ld ${quoteWord(path)}`,
    });
  }
}

interface FileInfo {
  isFile: () => boolean;
  mode: number;
  uid: number;
}

function assertTrusted(path: string, info: FileInfo): void {
  if (!info.isFile()) {
    throw new ConfigError(`${path}: expected a regular file, found something else`, {
      remedy: 'Move it out of the way.',
    });
  }
  if ((info.mode & 0o002) !== 0) {
    throw new ConfigError(
      `${path}: expected a file that only you can write, found it writable by everybody (mode ${modeOf(info)})`,
      { remedy: `It can run commands. Look at its content, then run: chmod 600 ${quoteWord(path)}` },
    );
  }
  const own = process.getuid?.();
  if (own !== undefined && info.uid !== own && info.uid !== 0) {
    throw new ConfigError(`${path}: expected a file of user ${own} or root, found one of user ${info.uid}`, {
      remedy: `It can run commands. Look at its content, then take it over: sudo chown ${own} ${quoteWord(path)}`,
    });
  }
}

function modeOf(info: FileInfo): string {
  return (info.mode & 0o777).toString(8);
}
