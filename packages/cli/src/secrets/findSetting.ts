import { join, resolve } from 'node:path';

import { ConfigError, expandPath, type Home } from '@owner-report/spool';

import { readSecretFile } from './readSecretFile.ts';

/** The value of a setting, and where it was found: `variable`, `file` (named by a variable), `home` or `default`. */
export interface FoundSetting {
  value: string;
  from: 'variable' | 'file' | 'home';
}

/**
 * Looks a setting up: the variable NAME, the file that NAME_FILE names, `<home>/secrets/NAME`; the first that is there
 * counts. Undefined when none is.
 * @throws ConfigError for a file that cannot be used, or a value that is none; UsageError for the path of one that no shell
 * has expanded
 */
export function findSetting(name: string, home: Home, environment: NodeJS.ProcessEnv): FoundSetting | undefined {
  const value = environment[name] ?? '';
  if (value !== '') return { value: toValue(value, name), from: 'variable' };
  const file = environment[`${name}_FILE`] ?? '';
  if (file !== '') return { value: readNamedFile(file, `${name}_FILE`), from: 'file' };
  const text = readSecretFile(join(home.secrets, name), name);
  return text === undefined ? undefined : { value: toValue(text, join(home.secrets, name)), from: 'home' };
}

function readNamedFile(named: string, where: string): string {
  const path = resolve(expandPath(named, where));
  const text = readSecretFile(path, where);
  if (text !== undefined) return toValue(text, `${where}: ${path}`);
  throw new ConfigError(`${where}: ${path}: expected a file, found none`, {
    remedy: 'Name another one, or leave the variable out.',
  });
}

// An editor ends a file with a line end, and who copies may take a blank along. Within a value a line end would end a header,
// or an address.
function toValue(text: string, where: string): string {
  const value = text.trim();
  if (value === '')
    throw new ConfigError(`${where}: expected a value, found nothing`, { remedy: 'Write one into it.' });
  if (/\p{Cc}|\uFFFD/u.test(value)) {
    throw new ConfigError(`${where}: expected one line of text, found more, or bytes that are no text (not shown)`, {
      remedy: 'Write the value into it, and nothing else.',
    });
  }
  return value;
}
