import { readJsonTokens } from './readJsonTokens.ts';

/** An object or list that is open; `key` is the key or index of the value that is being read. */
interface Open {
  isObject: boolean;
  keys: Set<string>;
  key: string | number;
  isKeyNext: boolean;
}

/**
 * The paths of keys that stand twice in one object of a JSON text, such as `jobs[2].id`: a parser drops all but the last value
 * without a word.
 * @param text valid JSON
 */
export function findDuplicateKeys(text: string): string[] {
  const found: string[] = [];
  const open: Open[] = [];
  for (const token of readJsonTokens(text)) {
    const inner = open.at(-1);
    if (token === '{' || token === '[') {
      const isObject = token === '{';
      open.push({ isObject, keys: new Set(), key: isObject ? '' : 0, isKeyNext: isObject });
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (token === ',') {
      if (inner?.isObject === true) inner.isKeyNext = true;
      else if (inner !== undefined) inner.key = Number(inner.key) + 1;
    } else if (inner?.isKeyNext === true) {
      inner.key = JSON.parse(token) as string;
      inner.isKeyNext = false;
      if (inner.keys.has(inner.key)) found.push(formatPath(open));
      inner.keys.add(inner.key);
    }
  }
  return found;
}

function formatPath(open: readonly Open[]): string {
  return open
    .map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '');
}
