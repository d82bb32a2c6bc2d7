/** As ops-framework kept it in its state. */
const maxCharacters = 800;

/** The last 800 characters of some output, trimmed. */
export function cutTail(output: string): string {
  const text = output.trim();
  return text.length <= maxCharacters ? text : text.slice(-maxCharacters).replace(/^[\uDC00-\uDFFF]/, '');
}
