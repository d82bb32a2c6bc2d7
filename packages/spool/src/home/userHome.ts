import { userInfo } from 'node:os';

import { ConfigError } from '../errors.ts';

/**
 * Home directory of the user: HOME, or where that is empty or not set, what the account says.
 * @param environment that of the process it is for
 * @throws ConfigError
 */
export function findUserHome(environment: Readonly<NodeJS.ProcessEnv> = process.env): string {
  const given = environment['HOME'] ?? '';
  const found = given === '' ? homeOfAccount() : given;
  if (found !== '') return found;
  throw new ConfigError(
    'HOME: expected the home directory of this user, found nothing there and none for the account',
    {
      remedy: 'Set HOME, or name the queue with --home or OWNER_REPORT_HOME.',
    },
  );
}

function homeOfAccount(): string {
  try {
    return userInfo().homedir;
  } catch {
    // A user id without an account.
    return '';
  }
}
