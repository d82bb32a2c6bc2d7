import leven from 'leven';

// Of a word that somebody has typed; the time that a comparison takes grows with it.
const maxLength = 64;

/**
 * The one of `known` that was probably meant, or undefined when none is near: one that begins as the word does, or of which a
 * few letters are wrong or change places.
 */
export function findNear<T extends string>(word: string, known: readonly T[]): T | undefined {
  const typed = toPlain(word.slice(0, maxLength));
  const begun = typed.length < 3 ? undefined : known.find((one) => isBegun(toPlain(one), typed));
  if (begun !== undefined) return begun;
  const shuffled = known.find((one) => typed.length > 1 && sortLetters(toPlain(one)) === sortLetters(typed));
  if (shuffled !== undefined) return shuffled;
  let best: T | undefined;
  let least = Math.min(Math.floor(typed.length / 2), Math.max(2, Math.floor(typed.length / 3))) + 1;
  for (const one of known) {
    const distance = leven(typed, toPlain(one));
    if (distance < least) [best, least] = [one, distance];
  }
  return best;
}

function isBegun(known: string, typed: string): boolean {
  return known.length >= 3 && (known.startsWith(typed) || typed.startsWith(known));
}

function sortLetters(word: string): string {
  return word.split('').sort().join('');
}

// Case and separators are not what a word is known by.
function toPlain(word: string): string {
  return word
    .trim()
    .toLowerCase()
    .replace(/^-+/, '')
    .replace(/[\s_-]+/g, '-');
}
