import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { expandPath, findUserHome } from '@owner-report/spool';

const configName = 'openclaw.json';

/**
 * OpenClaw's state directory: OPENCLAW_STATE_DIR, else what OPENCLAW_HOME means, else `~/.openclaw`. To OpenClaw itself
 * OPENCLAW_HOME is the parent of `.openclaw`; to ops-framework, and to many who set it since, it is that directory. Which is
 * meant is seen by what lies there.
 * @throws UsageError for a path that no shell has expanded; ConfigError when the home directory of the user cannot be told
 */
export function findStateDirectory(environment: NodeJS.ProcessEnv): string {
  const named = readPath(environment, 'OPENCLAW_STATE_DIR');
  if (named !== undefined) return named;
  const home = readPath(environment, 'OPENCLAW_HOME');
  if (home === undefined) return join(findUserHome(environment), '.openclaw');
  const below = join(home, '.openclaw');
  return !existsSync(join(home, configName)) && existsSync(below) ? below : home;
}

/** Path of OpenClaw's configuration: OPENCLAW_CONFIG_PATH, else openclaw.json in the state directory. @throws as above */
export function findConfigPath(environment: NodeJS.ProcessEnv): string {
  return readPath(environment, 'OPENCLAW_CONFIG_PATH') ?? join(findStateDirectory(environment), configName);
}

/**
 * The environment in which OpenClaw finds that state. OPENCLAW_HOME is left out of it where OpenClaw would read it in the
 * other sense.
 */
export function openclawEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { OPENCLAW_HOME: _, ...others } = environment;
  return { ...others, OPENCLAW_STATE_DIR: findStateDirectory(environment) };
}

function readPath(environment: NodeJS.ProcessEnv, name: string): string | undefined {
  const given = environment[name]?.trim() ?? '';
  return given === '' ? undefined : resolve(expandPath(given, name));
}
