import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** Directory of the systemd units of a user. */
export function unitDirOf(userHome: string): string {
  const config = process.env['XDG_CONFIG_HOME'] ?? '';
  return join(config === '' ? join(userHome, '.config') : config, 'systemd/user');
}

/** Directory of the launchd agents of a user. */
export function agentDirOf(userHome: string): string {
  return join(userHome, 'Library/LaunchAgents');
}

/** The same path for two names of one place. */
export function realPathOf(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}
