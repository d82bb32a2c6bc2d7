import { ConfigError, createPart, findDuplicateKeys, type Home } from '@owner-report/spool';

import type { Config } from './config.ts';
import { readFlatConfig } from './flatConfig.ts';
import { parseJson } from './parseJson.ts';
import { readTrustedFile } from './trustedFile.ts';

const maxConfigBytes = 64 * 1024;

// Most homes have no file, most files no routes, and what reads these takes more time to load than all else here.
const schema = createPart(() => import('./configSchema.ts'));

/**
 * Reads the home's config: a key for each setting, all optional. An absent file is an empty one.
 * @throws ConfigError naming every problem at once; also when other users could have written the file, since it can run
 * commands.
 */
export function readConfig(home: Home): Config {
  const text = readConfigText(home);
  return text === undefined ? {} : parseConfig(text, home.config);
}

/** What stands in the home's config; undefined where there is none. @throws ConfigError when it cannot be trusted or read */
export function readConfigText(home: Home): string | undefined {
  return readTrustedFile(home.config, maxConfigBytes)?.text;
}

/** Checks what a config says. @throws ConfigError naming every problem at once */
export function parseConfig(text: string, path: string): Config {
  const value = parseJson(text, path);
  const twice = findDuplicateKeys(text);
  if (twice.length > 0) {
    throw new ConfigError(`${path}: expected each key once, found ${twice.join(', ')} again`, {
      remedy: 'Leave one of the two out: only the last would count.',
    });
  }
  return readFlatConfig(value) ?? schema.get().checkConfig(value, path);
}
