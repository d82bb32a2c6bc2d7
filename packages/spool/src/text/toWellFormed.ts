/** The text with lone surrogates, which UTF-8 cannot write, replaced by U+FFFD. */
export function toWellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
