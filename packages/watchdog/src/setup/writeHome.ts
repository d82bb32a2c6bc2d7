import { closeSync, constants } from 'node:fs';
import { join } from 'node:path';

import type { ConfigPlan } from '@owner-report/cli';
import { ensureHome, type Home, mkdirDurable, openOrCreate, replaceFile, writeNewFile } from '@owner-report/spool';

import { realPathOf } from '../entry/userPlaces.ts';

/**
 * Makes the home, and writes what it is to hold: `config.json`, secrets, empty logs.
 * @returns path of the config as it was, where it has lost a value
 * @throws CannotCreateError, a system error
 */
export function writeHome(
  home: Home,
  config: ConfigPlan,
  { secrets, logs }: { secrets: ReadonlyMap<string, string>; logs: readonly string[] },
): string | undefined {
  ensureHome(home);
  for (const log of logs) closeSync(openOrCreate(log, constants.O_WRONLY | constants.O_NONBLOCK));
  if (secrets.size > 0) mkdirDurable(home.secrets);
  for (const [name, value] of secrets) replaceFile(join(home.secrets, name), `${value}\n`, undefined, 'us');
  if (config.text === config.before) return undefined;
  const backup = config.replaced.length > 0 ? keepConfig(home, config.before ?? '') : undefined;
  // One that is a link stays one.
  replaceFile(realPathOf(home.config), config.text, undefined, 'us');
  return backup;
}

function keepConfig(home: Home, text: string): string {
  const path = `${home.config}.${new Date().toISOString().replaceAll(/[-:.]/g, '')}.bak`;
  writeNewFile(path, text);
  return path;
}
