const plain = /^[A-Za-z0-9_/:=.,@%+-]+$/;

/** Text as one word of a shell's command line, quoted only where it must be. */
export function quoteWord(text: string): string {
  return plain.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
