// No character that a person has made is longer, in UTF-16 units.
const longest = 256;

let segmenter: Intl.Segmenter | undefined;

/**
 * The last place at or before `index` (in UTF-16 units) where a text can be cut without dividing what people see as one
 * character: a letter and its accents, a family of emoji, a flag. Longer heaps of marks than 256 units may be divided,
 * never a code point.
 */
export function cutBefore(text: string, index: number): number {
  if (index <= 0 || index >= text.length || isPlainBoundary(text, index))
    return Math.min(Math.max(index, 0), text.length);
  let start = index - 1;
  while (start > 0 && index - start < longest && !isPlainBoundary(text, start)) start -= 1;
  if (isLowSurrogate(text, start)) start -= 1;
  // Made where it is needed: that takes longer than all the rest of a cut.
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  const boundary =
    start + (segmenter.segment(text.slice(start, index + longest)).containing(index - start)?.index ?? 0);
  if (boundary > start || isPlainBoundary(text, start)) return boundary;
  return isLowSurrogate(text, index) ? index - 1 : index;
}

// Between two characters of ASCII, and at both ends of the text. Of those only CR and LF belong together.
function isPlainBoundary(text: string, index: number): boolean {
  if (index === 0 || index === text.length) return true;
  const [before, after] = [text.charCodeAt(index - 1), text.charCodeAt(index)];
  return before < 0x80 && after < 0x80 && !(before === 13 && after === 10);
}

function isLowSurrogate(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 0xdc00 && code <= 0xdfff;
}
