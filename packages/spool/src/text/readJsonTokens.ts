// A number, a word, or a mark; strings are looked for by hand, since an expression would need a stack for their escapes.
const plainToken = /[-+.\w]+|[{}[\]:,]|"/g;

/** The tokens of a text that is valid JSON, as they stand there: marks such as "{", strings in quotes, numbers, words. */
export function* readJsonTokens(json: string): Generator<string> {
  const expression = new RegExp(plainToken);
  for (let match = expression.exec(json); match !== null; match = expression.exec(json)) {
    if (match[0] !== '"') {
      yield match[0];
      continue;
    }
    const end = findStringEnd(json, match.index);
    yield json.slice(match.index, end);
    expression.lastIndex = end;
  }
}

// Behind the quote that ends the string which begins at `start`.
function findStringEnd(json: string, start: number): number {
  let quote = json.indexOf('"', start + 1);
  while (quote >= 0 && countBackslashes(json, quote) % 2 === 1) quote = json.indexOf('"', quote + 1);
  return quote < 0 ? json.length : quote + 1;
}

function countBackslashes(json: string, before: number): number {
  let first = before;
  while (json[first - 1] === '\\') first -= 1;
  return before - first;
}
