import { existsSync } from 'node:fs';

import type { Home } from '@owner-report/spool';

import type { Sending } from './resolveSettings.ts';

/**
 * What counts in a home by its `config.json`, as far as that can be used; undefined where it has none. For a command that
 * needs it only then: the settings take a millisecond to load.
 * @param onFault told why it cannot be used
 */
export async function findSending(home: Home, onFault: (fault: string) => void): Promise<Sending | undefined> {
  if (!existsSync(home.config)) return undefined;
  const { resolveSendingOrDefault } = await import('./resolveSettings.ts');
  return resolveSendingOrDefault(home, onFault);
}
