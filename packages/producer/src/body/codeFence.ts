/** Text as inline code, whatever backticks it holds. */
export function toCodeSpan(text: string): string {
  const fence = fenceFor(text, 1);
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}

/** Text as a fenced block, whatever backticks it holds; ends with a line end. */
export function toCodeBlock(text: string): string {
  const fence = fenceFor(text, 3);
  return `${fence}\n${text}\n${fence}\n`;
}

function fenceFor(text: string, least: number): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  // A block is closed only by a fence at least as long as its own, a span by one of just its length.
  return '`'.repeat(Math.max(least, longest + 1));
}
