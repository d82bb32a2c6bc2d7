import { findCode, type Range } from './findCode.ts';

const zeroWidthSpace = '\u200B';

// What may call everybody, or a person or group by number; an address is taken whole, so that nothing in it is found.
const mention =
  /https?:\/\/[^\s<>()[\]]+|@(everyone|here|channel|all)|<(?=@[!&]?\w|!(?:channel|here|everyone|group|subteam\^))/gi;

/**
 * Breaks what would call everybody, or a person or group by number, on Discord, Slack and their like: `@everyone`,
 * `@here`, `@channel`, `@all`, `<@123>`, `<@&123>`, `<!channel>`. It still reads the same. Addresses, names of packages
 * and code stay as they are.
 */
export function defuseMentions(text: string): string {
  return defuse(text, findCode(text));
}

/** The same, within code too: for text whose code may have been cut open. */
export function defuseEverywhere(text: string): string {
  return defuse(text, []);
}

function defuse(text: string, code: readonly Range[]): string {
  let next = 0;
  return text.replace(mention, (found: string, word: string | undefined, at: number) => {
    while (next < code.length && (code[next]?.[1] ?? 0) <= at) next += 1;
    const range = code[next];
    if (range !== undefined && range[0] <= at) return found;
    if (found.length > 1 && word === undefined) return found;
    if (word !== undefined && !isCall(word.toLowerCase(), text, at, at + found.length)) return found;
    return `${found[0]}${zeroWidthSpace}${found.slice(1)}`;
  });
}

function isCall(word: string, text: string, start: number, end: number): boolean {
  const isWithinWord = /[\w.%+-]/.test(text[start - 1] ?? '');
  const after = text.slice(end, end + 300);
  // ops@here.example
  if (isWithinWord && /^[\w-]*(?:\.[\w-]+)*\.[a-z]/i.test(after)) return false;
  // Discord looks for these two wherever they stand, and whatever follows: @everyone_, @hereby.
  if (word === 'everyone') return true;
  // @all/logger
  if (!isWithinWord && /^[\w.~-]*\/[\w.~-]/.test(after)) return false;
  if (word === 'here') return true;
  // Elsewhere a longer word is another name.
  return !isWithinWord && !/^[a-z]/i.test(after);
}
