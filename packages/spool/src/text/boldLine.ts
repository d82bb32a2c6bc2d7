/** The words of a line that is bold as a whole, as a headline is written; undefined for another line. */
export function readBoldLine(line: string): string | undefined {
  return /^\*\*(?=\S)(?<words>.*\S)\*\*$/.exec(line)?.groups?.['words'];
}

/** The beginning of a text, closed as bold where it ends within a first line that is bold as a whole. */
export function closeBoldLine(kept: string, text: string): string {
  const [line = ''] = text.split('\n', 1);
  const isWithin = kept.length < line.length && readBoldLine(line.trimEnd()) !== undefined;
  if (!isWithin) return kept;
  const words = kept.slice(2).replace(/[\s*]+$/, '');
  return words === '' ? '' : `**${words}**`;
}
