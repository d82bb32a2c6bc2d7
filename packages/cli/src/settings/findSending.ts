import { existsSync } from 'node:fs';

import type { Home } from '@owner-report/spool';

import { resolveSendingOrDefault, type Sending } from './resolveSettings.ts';

/**
 * What counts in a home by its `config.json`, as far as that can be used; undefined where it has none.
 * @param onFault told why it cannot be used
 */
export function findSending(home: Home, onFault: (fault: string) => void): Sending | undefined {
  return existsSync(home.config) ? resolveSendingOrDefault(home, onFault) : undefined;
}
