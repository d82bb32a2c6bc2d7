import { plainKey, plainStart, printable } from './plainForm.ts';

// Many times what a report has, and far below the number of values that is refused.
const maxLines = 100;

/**
 * Reads front matter that is nothing but lines `key: value`, of which each means the same to everybody: the usual ones, for which
 * no YAML library has to be loaded. Guarantee: what it reads, the library reads alike.
 * @param text what stands between the fences
 * @returns undefined for all else, be it good or bad: the library tells
 */
export function parsePlain(text: string): Record<string, string> | undefined {
  if (!printable.test(text)) return undefined;
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.length > maxLines) return undefined;
  const data = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const key = line.slice(0, colon);
    const value = readValue(line.slice(colon + 1));
    if (colon === -1 || value === undefined || !plainKey.test(key) || key === '__proto__' || data.has(key))
      return undefined;
    data.set(key, value);
  }
  return Object.fromEntries(data);
}

// With the blanks that part it from its key.
function readValue(rest: string): string | undefined {
  if (rest === '') return '';
  if (!rest.startsWith(' ')) return undefined;
  const value = rest.replace(/^ +/, '');
  if (/^'(?:[^']|'')*'$/.test(value)) return value.slice(1, -1).replaceAll("''", "'");
  if (/^"[^"\\]*"$/.test(value)) return value.slice(1, -1);
  return plainStart.test(value) && !/: | #|[: ]$/.test(value) ? value : undefined;
}
