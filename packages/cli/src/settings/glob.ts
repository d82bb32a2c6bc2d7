/**
 * Whether a pattern holds for a whole text: `*` stands for any characters, none as well, `?` for one; all others for
 * themselves, case included.
 *
 * Guarantee: the time is bounded by the product of both lengths.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  return covers(Array.from(pattern), Array.from(text), () => true);
}

/** Whether a pattern holds for every text that another one holds for, as far as that is seen without trying. */
export function coversGlob(wide: string, narrow: string): boolean {
  // A star of the narrow one may be anything: only a star takes it.
  return covers(Array.from(sortWild(wide)), Array.from(sortWild(narrow)), (character) => character !== '*');
}

// `*?`, `?*` and `*?*` hold for the same: written in one way they are seen to.
function sortWild(pattern: string): string {
  return pattern.replaceAll(/[*?]{2,}/g, (run) => `${run.replaceAll('*', '')}${run.includes('*') ? '*' : ''}`);
}

// `isOne` says of a character of the text whether a `?` may stand for it.
function covers(pattern: readonly string[], text: readonly string[], isOne: (character: string) => boolean): boolean {
  let at = 0;
  let star: { at: number; taken: number } | undefined;
  let index = 0;
  while (index < text.length) {
    const character = text[index] as string;
    if (pattern[at] === '*') {
      star = { at, taken: index };
      at += 1;
    } else if ((pattern[at] === '?' && isOne(character)) || pattern[at] === character) {
      at += 1;
      index += 1;
    } else if (star !== undefined) {
      // The last star takes one more; an earlier one need not, since the last one can take all that it could.
      star.taken += 1;
      index = star.taken;
      at = star.at + 1;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
