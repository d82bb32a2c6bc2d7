import { closeSync, constants } from 'node:fs';
import { join } from 'node:path';

import type { ConfigPlan } from '@owner-report/cli';
import {
  ensureHome,
  type Home,
  mkdirDurable,
  removeQuietly,
  replaceFile,
  openOrCreate,
  writeNewFile,
} from '@owner-report/spool';

import { realPathOf } from '../entry/userPlaces.ts';

/**
 * Makes the home, and writes what it is to hold: `config.json`, secrets, empty logs.
 * @returns path of the config as it was, where a value in it was replaced
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
  writeConfig(home, config.text);
  return backup;
}

/** Puts a config back that has its old text in `backup`. */
export function restoreConfig(home: Home, { before }: ConfigPlan, backup: string): void {
  writeConfig(home, before ?? '');
  removeQuietly(backup);
}

function writeConfig(home: Home, text: string): void {
  // One that is a link stays one.
  replaceFile(realPathOf(home.config), text, undefined, 'us');
}

function keepConfig(home: Home, text: string): string {
  const path = `${home.config}.${new Date().toISOString().replaceAll(/[-:.]/g, '')}.bak`;
  writeNewFile(path, text);
  return path;
}
