import { createHash } from 'node:crypto';

import { redact } from '@owner-report/spool';

const maxKeyCharacters = 1000;

/**
 * A key of progress as it is remembered: it is small, holds no secret, and still changes when the progress does. Short ones
 * without secrets are left as they are.
 */
export function shortenKey(key: string): string {
  const shown = redact(key.slice(0, maxKeyCharacters), process.env);
  if (shown === key) return key;
  return `${shown.slice(0, 200)}… ${createHash('sha256').update(key).digest('hex')}`;
}
