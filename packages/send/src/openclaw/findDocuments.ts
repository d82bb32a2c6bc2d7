import { isRecord, type JsonObject } from './jsonObject.ts';

// A search in what only looks like JSON ends in time.
const maxMisses = 100;

/** The JSON objects that begin a line of what a program has printed, among lines of any other kind, in order. */
export function findDocuments(text: string): JsonObject[] {
  const documents: JsonObject[] = [];
  const start = /^[ \t]*\{/gm;
  for (let misses = 0; misses < maxMisses; ) {
    const match = start.exec(text);
    if (match === null) break;
    const from = match.index + match[0].length - 1;
    const end = findEndOfObject(text, from);
    const document = end === undefined ? undefined : parseObject(text.slice(from, end));
    if (end === undefined || document === undefined) {
      misses += 1;
      continue;
    }
    documents.push(document);
    start.lastIndex = end;
  }
  return documents;
}

// Where the brace at `from` is closed again; braces within strings do not count.
function findEndOfObject(text: string, from: number): number | undefined {
  const token = /"(?:[^"\\\n]|\\.)*"|[{}]/g;
  token.lastIndex = from;
  let depth = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    if (match[0] === '{') depth += 1;
    else if (match[0] === '}') depth -= 1;
    if (depth === 0) return token.lastIndex;
  }
  return undefined;
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
