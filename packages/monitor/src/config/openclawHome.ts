import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** OpenClaw's state directory: `$OPENCLAW_HOME`, or `~/.openclaw`. A leading `~` is expanded, as ops-framework did. */
export function openclawHome(): string {
  const given = process.env['OPENCLAW_HOME'];
  if (given === undefined || given === '') return join(homedir(), '.openclaw');
  return given === '~' || given.startsWith('~/') ? join(homedir(), given.slice(1)) : resolve(given);
}
