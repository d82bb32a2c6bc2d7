// What both the reader and the writer of plain front matter take. All else is left to the library.

/** Text of characters that YAML takes as they stand: no line separators, no byte order mark, no surrogate that stands alone. */
export const printable =
  /^[\n -~\u{A1}-\u{2027}\u{202A}-\u{D7FF}\u{E000}-\u{FEFE}\u{FF00}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u;

/** A key that needs no quotes, or only where it is one of the words of YAML. */
export const plainKey = /^[A-Za-z_][\w.-]{0,99}$/;

/** The beginning of a value that has no quotes: no sign that means something to YAML. */
export const plainStart = /^[^ \-?:,[\]{}#&*!|=>'"%@`]/;
