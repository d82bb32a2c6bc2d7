import { plainKey, plainStart, printable } from './plainForm.ts';
import type { ExtraValue } from './report.ts';

// No more than there are characters of the private use area: `dumpYaml` then has a stand-in for each that it needs one for.
const maxLength = 6000;

/**
 * Writes data of which each value is one line of text. Guarantee: byte for byte what `dumpYaml` writes, which loads a library
 * for it.
 * @returns undefined for all else
 */
export function dumpPlain(data: Record<string, ExtraValue>): string | undefined {
  const entries = Object.entries(data);
  if (entries.length === 0) return undefined;
  let written = '';
  for (const [key, value] of entries) {
    if (!plainKey.test(key) || typeof value !== 'string' || value.includes('\n')) return undefined;
    written += `${dumpText(key)}: ${dumpText(value)}\n`;
  }
  return written.length <= maxLength && printable.test(written) ? written : undefined;
}

// In quotes where it would be read as something else.
function dumpText(text: string): string {
  const isPlain = plainStart.test(text) && !/[,[\]{}:]| #| $/.test(text) && !isWord(text) && !isNumber(text);
  return isPlain ? text : `'${text.replaceAll("'", "''")}'`;
}

// What common YAML takes for null, for a truth value, or for the sign to merge two maps.
function isWord(text: string): boolean {
  return /^(?:~|<<|null|Null|NULL|true|True|TRUE|false|False|FALSE|[yYnN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$/.test(
    text,
  );
}

// A number or a date, as far as there is no colon in it, and no minus before it: those are in quotes anyway.
function isNumber(text: string): boolean {
  if (text.endsWith('_')) return false;
  return (
    /^\d{4}-\d\d-\d\d$/.test(text) ||
    /^\+?0(?:b[01_]*[01]|x[\dA-Fa-f_]*[\dA-Fa-f]|[0-7_]*[0-7])$/.test(text) ||
    /^\+?(?:0|[1-9][\d_]*)(?:\.[\d_]*)?(?:[eE][-+]?\d+)?$/.test(text) ||
    /^\.[\d_]+(?:[eE][-+]?\d+)?$/.test(text) ||
    /^(?:\+?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/.test(text)
  );
}
