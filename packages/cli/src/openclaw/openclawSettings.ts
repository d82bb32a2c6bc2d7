import type { Home } from '@owner-report/spool';

import { findSetting } from '../secrets/findSetting.ts';

/** What says where OpenClaw is, and what each is, for help and messages. */
export const openclawSettings = [
  { name: 'OPENCLAW_ENTRY', help: "OpenClaw's dist/entry.js, instead of a search" },
  { name: 'OPENCLAW_NODE_BIN', help: 'the node that runs it, instead of a search' },
  { name: 'OPENCLAW_STATE_DIR', help: "OpenClaw's state directory, instead of ~/.openclaw" },
] as const;

/**
 * An environment in which those settings are variables, also where a file says them.
 * @throws ConfigError for a file that cannot be used
 */
export function withOpenclawSettings(home: Home, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const said = openclawSettings.map(({ name }) => [name, findSetting(name, home, environment)?.value] as const);
  return { ...environment, ...Object.fromEntries(said.filter(([, value]) => value !== undefined)) };
}
