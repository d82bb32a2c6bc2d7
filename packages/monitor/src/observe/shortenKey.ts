import { digestOf, redact } from '@owner-report/spool';

const maxKeyCharacters = 1000;

/**
 * A key of progress as it is remembered: it is small, holds no secret, and still changes when the progress does. Short ones
 * without secrets are left as they are.
 * @param open the key without the secrets that are known by the names of their fields
 */
export function shortenKey(key: string, open = key): string {
  const shown = redact(open.slice(0, maxKeyCharacters), process.env);
  if (shown === key) return key;
  return `${shown.slice(0, 200)}… ${digestOf(Buffer.from(key))}`;
}
