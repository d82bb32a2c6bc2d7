import { cutBefore } from './graphemes.ts';

// In UTF-16 units. Who typed more knows it by its beginning.
const longest = 200;

/** The beginning of a text, short enough for a line of a message or a table. */
export function shorten(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, cutBefore(text, longest))}…`;
}

/** A text that was found, as a message shows it: between quotes, on one line, and not too long to read the message. */
export function showText(text: string): string {
  return JSON.stringify(shorten(text));
}
