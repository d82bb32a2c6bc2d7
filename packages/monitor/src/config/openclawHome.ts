import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

import { assertResolvable } from '@owner-report/spool';

/** OpenClaw's state directory: `$OPENCLAW_HOME`, or `~/.openclaw`. A leading `~` is expanded, as ops-framework did. */
export function openclawHome(): string {
  const given = process.env['OPENCLAW_HOME'];
  if (given === undefined || given === '') return join(homedir(), '.openclaw');
  if (given === '~' || given.startsWith('~/')) return join(homedir(), given.slice(1));
  assertResolvable(given, 'OPENCLAW_HOME');
  return resolve(given);
}
