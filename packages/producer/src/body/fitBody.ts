import type { KeptText } from './longText.ts';

/** A body that fits, and how much of it is left out. */
export interface FittedBody {
  text: string;
  leftOutBytes: number;
}

/**
 * A text that is cut to `roomBytes` where it is longer: it keeps its beginning and its end, as much of each, in whole
 * lines, and says between them what is missing. The same text is always cut in the same way, and the digest tells two
 * texts apart that differ in their middle.
 */
export function fitBody({ head, tail, totalBytes, digest }: KeptText, roomBytes: number): FittedBody {
  if (totalBytes <= roomBytes) return { text: head.toString('utf8'), leftOutBytes: 0 };
  const noteOf = (leftOutBytes: number) =>
    `[… ${leftOutBytes} of ${totalBytes} bytes are left out here; sha256 of the whole: ${digest} …]\n`;
  const lineEndBytes = 1;
  const halfBytes = Math.floor((roomBytes - Buffer.byteLength(noteOf(totalBytes)) - lineEndBytes) / 2);
  const first = endAtLine(head.subarray(0, halfBytes));
  const last = beginAtLine(tail.subarray(-halfBytes));
  const lineEnd = first.at(-1) === newline ? '' : '\n';
  const leftOutBytes = totalBytes - first.length - last.length;
  return { text: `${first.toString('utf8')}${lineEnd}${noteOf(leftOutBytes)}${last.toString('utf8')}`, leftOutBytes };
}

const newline = 0x0a;

// Of a part without line ends, or with a very long line at the cut, a line is cut rather than most of the part lost.
const leastShare = 0.25;

function endAtLine(part: Buffer): Buffer {
  const lineEnd = part.lastIndexOf(newline) + 1;
  if (lineEnd >= part.length * leastShare) return part.subarray(0, lineEnd);
  let end = part.length;
  // Up to the first byte of the last character, which may be cut.
  do end -= 1;
  while (end > 0 && isContinuation(part[end]));
  return part.subarray(0, end);
}

function beginAtLine(part: Buffer): Buffer {
  const lineEnd = part.indexOf(newline) + 1;
  if (lineEnd > 0 && lineEnd <= part.length * (1 - leastShare)) return part.subarray(lineEnd);
  let start = 0;
  while (isContinuation(part[start])) start += 1;
  return part.subarray(start);
}

// A byte within a character of UTF-8.
function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
