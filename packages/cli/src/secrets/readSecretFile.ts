import { closeSync, readFileSync, type Stats } from 'node:fs';

import { ConfigError, errnoOf, messageOf, NotPlainError, openPlain, ownerRemedy, spellWord } from '@owner-report/spool';

const maxBytes = 8192;

/**
 * The text of a file that holds a secret; undefined when there is none.
 * @param path absolute, so that what is said can be typed anywhere
 * @param where the setting that it is for, for messages. Nothing of what the file holds is ever shown.
 * @throws ConfigError when it is no regular file, when others can read it, when it belongs to somebody else, or when it
 * cannot be read
 */
export function readSecretFile(path: string, where: string): string | undefined {
  try {
    const { descriptor, info } = openPlain(path);
    try {
      assertPrivate(path, where, info);
      return readFileSync(descriptor, 'utf8');
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw describeFailure(path, where, error);
  }
}

function assertPrivate(path: string, where: string, info: Stats): void {
  const own = process.getuid?.() ?? info.uid;
  if (info.uid !== own && info.uid !== 0) {
    throw new ConfigError(`${where}: ${path}: expected a file of user ${own}, found one of user ${info.uid}`, {
      remedy: `Look at its content, then take it over: sudo chown ${own} ${spellWord(path)}`,
    });
  }
  // What root hands to a service may be readable for a group that is made for it.
  const others = info.uid === own ? 0o077 : 0o007;
  if ((info.mode & others) !== 0) {
    const mode = (info.mode & 0o777).toString(8);
    throw new ConfigError(`${where}: ${path}: expected a file that only you can read, found mode ${mode}`, {
      remedy: `Others may have read it: consider a new secret. Then run: chmod 600 ${spellWord(path)}`,
    });
  }
  if (info.size > maxBytes)
    throw new ConfigError(`${where}: ${path}: expected at most ${maxBytes} bytes, found ${info.size}`);
}

function describeFailure(path: string, where: string, error: unknown): ConfigError {
  if (error instanceof ConfigError) return error;
  if (error instanceof NotPlainError) {
    return new ConfigError(`${where}: ${error.message}`, {
      cause: error,
      remedy: `Put a regular file there, of mode 600: ls -ld ${spellWord(path)}`,
    });
  }
  return new ConfigError(`${where}: ${path}: cannot be read: ${messageOf(error)}`, {
    cause: error,
    remedy: ownerRemedy(path, error) ?? `Make it a file that this user can read: ls -ld ${spellWord(path)}`,
  });
}
