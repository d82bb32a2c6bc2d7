import matter from 'gray-matter';
import yaml from 'js-yaml';

import { messageOf } from '../errors.ts';
import { dumpYaml } from './dumpYaml.ts';
import type { ExtraValue } from './report.ts';

/** Longest front matter that is read, in bytes, fences included. */
export const maxFrontMatterBytes = 8 * 1024;

// An alias bomb of 8 KiB unfolds to millions of values; a real report has a dozen.
const maxValues = 1000;

const fence = '---';

/** Front matter as text values, and the body below it. */
export interface Document {
  data: Record<string, ExtraValue>;
  content: string;
}

/** What is wrong with a document, without its place: `parseReport` adds that. */
export class FrontMatterError extends Error {}

function refuseEngine(): never {
  throw new FrontMatterError('only YAML is a front-matter language');
}

// gray-matter evaluates `---js` whatever its options say, unless each engine it knows is replaced.
const refused = { parse: refuseEngine, stringify: refuseEngine };
const options = {
  language: 'yaml',
  engines: {
    // The failsafe schema reads every scalar as the string that was written: ids, times and 010 stay as they are.
    yaml: {
      // gray-matter cuts the last line end off, which a block of kept line ends needs.
      parse: (text: string) => (yaml.safeLoad(`${text}\n`, { schema: yaml.FAILSAFE_SCHEMA }) ?? {}) as object,
      stringify: refuseEngine,
    },
    json: refused,
    javascript: refused,
    js: refused,
    coffee: refused,
    coffeescript: refused,
    cson: refused,
    toml: refused,
  },
};

/**
 * Splits a report file into front matter and body. The fences are checked by hand, because gray-matter takes `---evil`
 * for a closing one and does without any.
 * @throws FrontMatterError saying what was expected and found.
 */
export function parseDocument(text: string): Document {
  const closing = findClosingFence(text);
  // gray-matter gets the head alone: its expression is quadratic in the blank lines of a body.
  const data = parseYaml(text.slice(0, closing.start + fence.length));
  return { data, content: text.slice(closing.end) };
}

/** The reverse of `parseDocument`: `parseDocument(formatDocument(d))` equals `d`. */
export function formatDocument({ data, content }: Document): string {
  return `${fence}\n${dumpYaml(data)}${fence}\n${content}`;
}

function findClosingFence(text: string): { start: number; end: number } {
  const firstEnd = text.indexOf('\n');
  const first = firstEnd === -1 ? text : text.slice(0, firstEnd);
  if (first !== fence)
    throw new FrontMatterError(`expected the first line to be exactly "---", got ${quoteLine(first)}`);
  for (let start = firstEnd + 1; start < text.length; ) {
    const lineEnd = text.indexOf('\n', start);
    const stop = lineEnd === -1 ? text.length : lineEnd;
    if (Buffer.byteLength(text.slice(0, stop)) > maxFrontMatterBytes) {
      throw new FrontMatterError(`expected a closing line "---" within ${maxFrontMatterBytes} bytes, found none there`);
    }
    if (text.startsWith(fence, start)) {
      const line = text.slice(start, stop);
      if (line === fence) return { start, end: lineEnd === -1 ? stop : stop + 1 };
      // gray-matter would end the front matter here, and drop the fields that follow.
      throw new FrontMatterError(`expected a closing line that is exactly "---", got ${quoteLine(line)}`);
    }
    start = stop + 1;
  }
  throw new FrontMatterError('expected a closing line that is exactly "---", found none');
}

function quoteLine(line: string): string {
  const shown = JSON.stringify(line.slice(0, 40));
  if (line.startsWith('\uFEFF')) return `${shown} (a byte order mark stands before it: save the file without BOM)`;
  if (line.endsWith('\r')) return `${shown} (Windows line ends: save the file with LF)`;
  return shown;
}

function parseYaml(head: string): Record<string, ExtraValue> {
  let data: unknown;
  try {
    ({ data } = matter(`${head}\n`, options as never));
  } catch (error) {
    if (error instanceof FrontMatterError) throw error;
    throw new FrontMatterError(
      `front matter is not valid YAML: ${messageOf(error).split('\n')[0]?.replace(/:$/, '')}`,
      { cause: error },
    );
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new FrontMatterError('expected the front matter to be "key: value" lines, got something else');
  }
  const budget = { left: maxValues };
  return toText(data, budget) as Record<string, ExtraValue>;
}

function toText(value: unknown, budget: { left: number }): ExtraValue {
  budget.left -= 1;
  if (budget.left < 0) throw new FrontMatterError(`front matter unfolds to more than ${maxValues} values`);
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map((item) => toText(item, budget));
  if (typeof value !== 'object') return value as string;
  const entries = Object.entries(value).map(([key, item]) => {
    if (key === '__proto__') throw new FrontMatterError('"__proto__" is not allowed as a key');
    return [key, toText(item, budget)] as const;
  });
  return Object.fromEntries(entries);
}
