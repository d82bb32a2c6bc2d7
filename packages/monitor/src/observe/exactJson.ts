import { readJsonTokens } from '@owner-report/spool';

// What a number stands behind while it is kept as text. No text of a status is likely to begin so.
const mark = '\u0000#';

/** Whether a JSON text may hold numbers that are not what they were any more once they are JavaScript's. */
export function losesDigits(json: string): boolean {
  // Most texts have no such digits at all; where they do, those of a date or a version do not count.
  return lossy.test(json) && lossy.test(json.replace(/"(?:[^"\\]+|\\.)*"/g, '""'));
}

const lossy = /\d[.eE]|\d{16}|-0/;

/** The value of a valid JSON text, with each number kept as it was written: `toKey` and `toPlain` read them. */
export function parseExactly(json: string): unknown {
  let marked = '';
  for (const token of readJsonTokens(json)) marked += /^[-\d]/.test(token) ? JSON.stringify(mark + token) : token;
  return JSON.parse(marked);
}

/**
 * A key that changes whenever the value does. Written as Python's `json.dumps` with sorted keys wrote it for ops-framework
 * 0.1.0, numbers too, so that its memory still matches.
 */
export function toKey(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toKey).join(', ')}]`;
  if (typeof value === 'string' && value.startsWith(mark)) return formatNumber(value.slice(mark.length));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => Buffer.from(a).compare(Buffer.from(b)));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}: ${toKey(inner)}`).join(', ')}}`;
}

/** What stands in a text or a number, as it was written. */
export function textOf(value: string | number): string {
  return typeof value === 'string' && value.startsWith(mark) ? value.slice(mark.length) : String(value);
}

/** The value for people: numbers are numbers, but for those that would lose digits. */
export function toPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value === 'string') return value.startsWith(mark) ? toNumber(value.slice(mark.length)) : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toPlain(inner)]));
}

function isWhole(text: string): boolean {
  return /^-?\d+$/.test(text);
}

function toNumber(text: string): number | string {
  const number = Number(text);
  const isKept = isWhole(text) ? Number.isSafeInteger(number) : Number.isFinite(number) && !isLong(text);
  return isKept ? number : text;
}

// It has more digits than a number tells apart. None that Python or JavaScript has written has.
function isLong(text: string): boolean {
  const digits = text.replace(/[eE].*/, '').replace(/[-.]/g, '');
  return digits.replace(/^0+|0+$/g, '').length > 17;
}

// As `repr` of Python has it: whole numbers with all their digits, others with the fewest digits that tell them apart. Those
// that it would have rounded are as they were written.
function formatNumber(text: string): string {
  if (isWhole(text)) return text === '-0' ? '0' : text;
  const number = Number(text);
  if (!Number.isFinite(number)) return number < 0 ? '-Infinity' : 'Infinity';
  if (isLong(text)) return text;
  const sign = number < 0 || Object.is(number, -0) ? '-' : '';
  const [digits = '0', power = '0'] = Math.abs(number).toExponential().split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16)
    return `${sign}${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  return `${sign}${placePoint(digits.replace('.', ''), exponent)}`;
}

function placePoint(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${whole}.${digits.slice(exponent + 1) || '0'}`;
}
