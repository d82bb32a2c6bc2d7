import { redactField } from '@owner-report/spool';

import { textOf } from './exactJson.ts';

/**
 * A value of a status without the secrets in it: those that the name of their field gives away, or that of a field around
 * it, and those that their form does.
 * @param value of a JSON text, read exactly or not
 */
export function hideSecrets(value: unknown, names: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((inner) => hideSecrets(inner, names));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hideSecrets(inner, [...names, key])]));
  if (typeof value !== 'string' && typeof value !== 'number') return value;
  const given = textOf(value);
  const shown = redactField(names, given, process.env);
  return shown === given ? value : shown;
}
