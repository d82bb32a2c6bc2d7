/**
 * Text whose beginning was cut off, without the line that the cut went through, which may begin with half a secret. A line
 * too long to do without is kept all the same: at least `minKept` characters remain where there are as many.
 */
export function dropCutLine(text: string, minKept: number): string {
  const lineEnd = text.indexOf('\n');
  return lineEnd < text.length - minKept ? text.slice(lineEnd + 1) : text;
}
