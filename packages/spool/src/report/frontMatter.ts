import { dumpPlain } from './dumpPlain.ts';
import { FrontMatterError } from './frontMatterError.ts';
import { parsePlain } from './parsePlain.ts';
import type { ExtraValue } from './report.ts';
import { yamlPart } from './yamlPart.ts';

/** Longest front matter that is read, in bytes, fences included. */
export const maxFrontMatterBytes = 8 * 1024;

const fence = '---';

/** Front matter as text values, and the body below it. */
export interface Document {
  data: Record<string, ExtraValue>;
  content: string;
}

/**
 * Splits a report file into front matter and body. The fences are checked by hand, because gray-matter takes `---evil`
 * for a closing one and does without any.
 * @throws FrontMatterError saying what was expected and found; PartNeeded
 */
export function parseDocument(text: string): Document {
  const closing = findClosingFence(text);
  const data =
    parsePlain(text.slice(fence.length + 1, closing.start)) ??
    // gray-matter gets the head alone: its expression is quadratic in the blank lines of a body.
    yamlPart.get().parseYaml(text.slice(0, closing.start + fence.length));
  return { data, content: text.slice(closing.end) };
}

/** The reverse of `parseDocument`: `parseDocument(formatDocument(d))` equals `d`. @throws PartNeeded */
export function formatDocument({ data, content }: Document): string {
  return `${fence}\n${dumpPlain(data) ?? yamlPart.get().dumpYaml(data)}${fence}\n${content}`;
}

function findClosingFence(text: string): { start: number; end: number } {
  const firstEnd = text.indexOf('\n');
  const first = firstEnd === -1 ? text : text.slice(0, firstEnd);
  if (first !== fence)
    throw new FrontMatterError(`expected the first line to be exactly "---", got ${quoteLine(first)}`);
  for (let start = firstEnd + 1; start < text.length; ) {
    const lineEnd = text.indexOf('\n', start);
    const stop = lineEnd === -1 ? text.length : lineEnd;
    if (Buffer.byteLength(text.slice(0, stop)) > maxFrontMatterBytes) {
      throw new FrontMatterError(`expected a closing line "---" within ${maxFrontMatterBytes} bytes, found none there`);
    }
    if (text.startsWith(fence, start)) {
      const line = text.slice(start, stop);
      if (line === fence) return { start, end: lineEnd === -1 ? stop : stop + 1 };
      // gray-matter would end the front matter here, and drop the fields that follow.
      throw new FrontMatterError(`expected a closing line that is exactly "---", got ${quoteLine(line)}`);
    }
    start = stop + 1;
  }
  throw new FrontMatterError('expected a closing line that is exactly "---", found none');
}

function quoteLine(line: string): string {
  const shown = JSON.stringify(line.slice(0, 40));
  if (line.startsWith('\uFEFF')) return `${shown} (a byte order mark stands before it: save the file without BOM)`;
  if (line.endsWith('\r')) return `${shown} (Windows line ends: save the file with LF)`;
  return shown;
}
