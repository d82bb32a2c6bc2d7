import { join } from 'node:path';

import { findUserHome, resolveHome } from '@owner-report/spool';

import { openclawHome } from './openclawHome.ts';

const below = {
  config: ['net', 'config', 'ops-jobs.json'],
  state: ['net', 'state', 'ops-monitor.json'],
} as const;

/**
 * The path of a file that is not named.
 * @throws ConfigError when nothing says where that is; UsageError for an OPENCLAW_HOME that no shell has expanded
 */
export function defaultFile(which: keyof typeof below): string {
  return join(openclawHome(), ...below[which]);
}

/** The files that a shell without any settings means; undefined where neither HOME nor an account says where they are. */
export function standardFiles(): Record<keyof typeof below | 'home', string> | undefined {
  try {
    const openclaw = join(findUserHome(), '.openclaw');
    return {
      config: join(openclaw, ...below.config),
      state: join(openclaw, ...below.state),
      home: resolveHome(undefined).dir,
    };
  } catch {
    return undefined;
  }
}
