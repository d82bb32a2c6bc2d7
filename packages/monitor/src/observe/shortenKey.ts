import { createHash } from 'node:crypto';

const maxKeyCharacters = 1000;

/** A key of progress that stays small in memory, and still changes when it does. Short ones are left as they are. */
export function shortenKey(key: string): string {
  if (key.length <= maxKeyCharacters) return key;
  return `${key.slice(0, 200)}… ${createHash('sha256').update(key).digest('hex')}`;
}
