/** Where a piece of a text begins and ends, in UTF-16 units; the end is not part of it. */
export type Range = readonly [start: number, end: number];

/**
 * The code spans and code blocks of a message, in order; only what every channel takes for code. Markdown is read in
 * many ways: what one channel shows as code is plain text for another, where it calls people. So a span ends in its
 * line, a block ends with a line of its own and holds no other fence, and behind backticks that stay open nothing
 * counts as code any more.
 */
export function findCode(text: string): Range[] {
  const found: Range[] = [];
  for (let start = text.indexOf('`'); start !== -1; ) {
    const end = findEndOfCode(text, start);
    if (end === undefined) break;
    found.push([start, end]);
    start = text.indexOf('`', end);
  }
  return found;
}

// Of the span or block whose backticks begin at `start`; undefined where they stay open.
function findEndOfCode(text: string, start: number): number | undefined {
  if (text[start - 1] === '\\') return undefined;
  const length = runLength(text, start);
  const lineEnd = endOfLine(text, start);
  const sameRun = findRun(text, start + length, lineEnd, length);
  if (sameRun !== undefined) return sameRun;
  const isFence = length >= 3 && /^ {0,3}$/.test(text.slice(text.lastIndexOf('\n', start - 1) + 1, start));
  if (!isFence || text.slice(start + length, lineEnd).includes('`')) return undefined;
  const closing = text.indexOf('```', lineEnd);
  if (closing === -1 || runLength(text, closing) < length) return undefined;
  const isClosingLine =
    /^ {0,3}$/.test(text.slice(text.lastIndexOf('\n', closing) + 1, closing)) &&
    text.slice(closing + runLength(text, closing), endOfLine(text, closing)).trim() === '';
  return isClosingLine ? closing + runLength(text, closing) : undefined;
}

// The end of the next run of exactly so many backticks before `stop`.
function findRun(text: string, from: number, stop: number, length: number): number | undefined {
  for (let at = text.indexOf('`', from); at !== -1 && at < stop; ) {
    const found = runLength(text, at);
    if (found === length) return at + found;
    at = text.indexOf('`', at + found);
  }
  return undefined;
}

function runLength(text: string, start: number): number {
  let end = start;
  while (text[end] === '`') end += 1;
  return end - start;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}
