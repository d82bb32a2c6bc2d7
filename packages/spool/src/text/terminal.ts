/* oxlint-disable no-control-regex -- control characters are what this file is about */

// C0 without tab and line feed, DEL, C1, and the marks that reorder or hide text on a terminal.
const unsafe = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** Text from elsewhere made safe to print on a terminal: control characters become visible escapes, lines stay. */
export function toPrintable(text: string): string {
  return replaceUnsafe(text, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** Text with each control and direction character replaced; lines stay. */
export function replaceUnsafe(text: string, replace: (character: string) => string): string {
  return text.replace(unsafe, replace);
}

/** Removes control and direction characters. */
export function dropUnsafe(text: string): string {
  return replaceUnsafe(text, () => '');
}

/** Like `toPrintable`, for text that must stay on one line. */
export function toPrintableLine(text: string): string {
  return toPrintable(text).replaceAll('\n', '\\n');
}

/**
 * JSON that is safe on a terminal too: JSON itself leaves DEL, C1 and direction marks as they are. One line, unless
 * `indent` gives a number of spaces.
 */
export function toPrintableJson(value: unknown, indent = 0): string {
  return replaceUnsafe(
    JSON.stringify(value, undefined, indent),
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
