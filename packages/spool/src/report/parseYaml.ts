import matter from 'gray-matter';
import yaml from 'js-yaml';

import { messageOf } from '../errors.ts';
import { FrontMatterError } from './frontMatterError.ts';
import type { ExtraValue } from './report.ts';

// An alias bomb of 8 KiB unfolds to millions of values; a real report has a dozen.
const maxValues = 1000;

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
 * Reads front matter of whatever form.
 * @param head both fences, and what stands between them
 * @throws FrontMatterError
 */
export function parseYaml(head: string): Record<string, ExtraValue> {
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
