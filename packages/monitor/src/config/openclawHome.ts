import { join, resolve } from 'node:path';

import { expandPath, findUserHome } from '@owner-report/spool';

/**
 * OpenClaw's state directory: `$OPENCLAW_HOME`, or `~/.openclaw`. A leading `~` is expanded, as ops-framework did.
 * @throws UsageError for another path that no shell has expanded
 */
export function openclawHome(): string {
  const given = process.env['OPENCLAW_HOME'];
  if (given === undefined || given === '') return join(findUserHome(), '.openclaw');
  return resolve(expandPath(given, 'OPENCLAW_HOME'));
}
