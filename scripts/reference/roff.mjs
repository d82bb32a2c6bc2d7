// Text for man(7), in the part of it that groff and mandoc have in common.

const widest = 78;

// Without these, characters that a shell needs as they are would be set as typographic ones.
const escapes = { '\\': '\\e', '-': '\\-', "'": '\\(aq', '"': '\\(dq', '`': '\\(ga', '^': '\\(ha', '~': '\\(ti' };

export function escapeText(text) {
  return text
    .replace(/[\\\-'"`^~]/g, (character) => escapes[character])
    .replace(
      /[^\n\x20-\x7e]/gu,
      (character) => `\\[u${character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}]`,
    );
}

export function bold(text) {
  return `\\fB${escapeText(text)}\\fR`;
}

export function italic(text) {
  return `\\fI${escapeText(text)}\\fR`;
}

/** Escaped text as lines that are filled by the formatter. */
export function fill(escaped) {
  const lines = [''];
  for (const word of escaped.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== '' && last.length + word.length >= widest) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.map(guard).join('\n');
}

/** Lines that stay as they are. */
export function verbatim(text) {
  return ['.nf', ...text.split('\n').map((line) => guard(escapeText(line))), '.fi'].join('\n');
}

/** A term and what it means. */
export function term(escapedTerm, escapedText) {
  return `.TP\n${guard(escapedTerm)}\n${fill(escapedText)}`;
}

export function section(title, parts) {
  return parts.length === 0 ? [] : [`.SH ${title}`, ...parts];
}

// A line that begins so would be a request.
function guard(line) {
  return /^[.']/.test(line) ? `\\&${line}` : line;
}
