import { maxFrontMatterBytes } from './frontMatter.ts';
import { fieldNames } from './report.ts';

const maxShown = 60;
const known: readonly string[] = fieldNames;

/**
 * What of a hand-written report file may not be where its writer thinks it is: YAML takes ` #` for the beginning of a comment, and
 * where the closing fence is forgotten, the first lines of the message for more fields. A line for people each; none for a file
 * that the producer wrote.
 * @param bytes of a whole file that could be parsed; only its front matter is decoded
 */
export function findLostWords(bytes: Buffer): string[] {
  const lines = headOf(bytes);
  const warnings: string[] = [];
  const strays: string[] = [];
  let open: Open | undefined;
  let firstBlank: number | undefined;
  for (const [index, line] of lines.entries()) {
    // The opening fence is line 1.
    const number = index + 2;
    const isEnd = open !== undefined && open.endsBefore(line);
    if (open !== undefined && !isEnd) {
      if (open.endsIn(line)) open = undefined;
      continue;
    }
    if (isEnd) open = undefined;
    if (line.trim() === '') {
      firstBlank ??= number;
      continue;
    }
    const entry = parseLine(line);
    open = openValue(entry);
    if (firstBlank !== undefined && isStray(entry)) strays.push(shorten(entry.key ?? line.trim()));
    else if (entry.key !== undefined && isMistaken(entry)) warnings.push(describeMistaken(entry.key, number));
    const lost = findComment(entry);
    if (lost !== undefined) warnings.push(describeComment(lost, entry.key, number));
  }
  if (strays.length > 0) {
    warnings.push(
      `front matter: ${strays.join(', ')} behind the empty line ${firstBlank}; if that belongs to the message, the closing "---" is missing there`,
    );
  }
  return warnings;
}

// A file whose closing fence stands further down could not be parsed.
function headOf(bytes: Buffer): string[] {
  const lines = bytes.toString('utf8', 0, maxFrontMatterBytes).split('\n');
  const end = lines.indexOf('---', 1);
  return lines.slice(1, end === -1 ? 1 : end);
}

/** One line of front matter. */
interface Entry {
  indent: number;
  /** Undefined for a line that goes on with a value, an item of a list or a comment. */
  key: string | undefined;
  value: string;
}

function parseLine(line: string): Entry {
  const [, spaces = '', rest = ''] = /^(\s*)(?:-[ \t]+)*(.*)$/.exec(line) ?? [];
  const indent = spaces.length;
  const keyed = /^["']/.test(rest)
    ? /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*:(?:[ \t]+(.*))?$/.exec(rest)
    : /^([^#].*?):(?:[ \t]+(.*))?$/.exec(rest);
  const [, key, value = ''] = keyed ?? [];
  return key === undefined
    ? { indent, key: undefined, value: rest }
    : { indent, key: key.replace(/^(["'])(.*)\1$/, '$2'), value };
}

/** A value that goes on in the lines below. */
interface Open {
  endsBefore: (line: string) => boolean;
  endsIn: (line: string) => boolean;
}

function openValue({ indent, value }: Entry): Open | undefined {
  if (/^[|>][+\-\d]{0,2}(?:\s+#.*)?\s*$/.test(value)) {
    return { endsBefore: (line) => line.trim() !== '' && line.search(/\S/) <= indent, endsIn: () => false };
  }
  const quote = /^["']/.exec(value)?.[0];
  const closing = quote === '"' ? /^(?:[^"\\]|\\.)*"/ : /^(?:[^']|'')*'(?!')/;
  if (quote === undefined || closing.test(value.slice(1))) return undefined;
  return { endsBefore: () => false, endsIn: (line) => closing.test(line) };
}

// What YAML drops of a plain value. A comment behind quotes, or on a line of its own, is meant as one.
function findComment({ key, value }: Entry): string | undefined {
  if (/^["'|>[{]/.test(value)) return undefined;
  if (value.startsWith('#')) return key !== undefined || /^#[^\s#]/.test(value) ? value : undefined;
  const at = value.search(/\s#/);
  return at === -1 ? undefined : value.slice(at).trim();
}

function isStray({ indent, key, value }: Entry): boolean {
  if (key === undefined) return value.startsWith('#');
  return indent === 0 && !known.includes(key);
}

// A sentence, or the name of a field in other letters.
function isMistaken({ indent, key = '' }: Entry): boolean {
  return indent === 0 && !known.includes(key) && (/\s/.test(key) || known.includes(key.toLowerCase()));
}

function describeMistaken(key: string, number: number): string {
  return `front matter, line ${number}: ${shorten(key)} is an extra field, and no part of the message`;
}

function describeComment(lost: string, key: string | undefined, number: number): string {
  const where = key === undefined ? '' : ` of ${shorten(key)}`;
  return `front matter, line ${number}: YAML takes ${shorten(lost)}${where} for a comment, and it is lost; put the value in quotes`;
}

function shorten(text: string): string {
  return JSON.stringify(text.length <= maxShown ? text : `${text.slice(0, maxShown)}…`);
}
