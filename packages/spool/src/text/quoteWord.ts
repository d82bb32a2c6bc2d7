import { replaceUnsafe } from './terminal.ts';

const plain = /^[A-Za-z0-9_/:=.,@%+-]+$/;

/** Text as one word of a shell's command line, quoted only where it must be. */
export function quoteWord(text: string): string {
  return plain.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The same on one line that can be shown and copied as it stands: control characters and line ends are spelt out. */
export function spellWord(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\');
  const spelt = replaceUnsafe(escaped, toOctal).replaceAll('\n', String.raw`\n`);
  return spelt === escaped ? quoteWord(text) : `"$(printf %b ${quoteWord(spelt)})"`;
}

function toOctal(character: string): string {
  return [...Buffer.from(character)].map((byte) => `\\0${byte.toString(8).padStart(3, '0')}`).join('');
}

/** A command that moves what lies at an absolute path away, to a name beside it. */
export function moveAwayHint(path: string): string {
  return `mv ${spellWord(path)} ${spellWord(`${path}.aside`)}`;
}
