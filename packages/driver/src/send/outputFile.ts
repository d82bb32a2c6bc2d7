import { closeSync, constants, fstatSync } from 'node:fs';

import { dropCutLine, keepFileShort } from '@owner-report/cli';
import { createPrivate, readEnd, redact } from '@owner-report/spool';

const tailBytes = 8 * 1024;
// More than is shown: half a secret at the edge would not be known again, so the cut comes after the redaction.
const rawBytes = 64 * 1024;

/** The file a send command prints into. It needs nobody to read it, and is kept short while somebody is there. */
export interface OutputFile {
  /** Ends the trimming and closes our handle. Call it once, however the command ended. */
  stopTrimming: () => void;
  /** The last 8 KiB, secrets redacted; after `stopTrimming`. */
  readTail: () => string;
}

/** Creates the output file of one attempt and begins to trim it. */
export function openOutput(path: string): OutputFile {
  const descriptor = createPrivate(path, constants.O_RDWR | constants.O_APPEND);
  let raw: Buffer = Buffer.alloc(0);
  let printed = 0;
  const take = () => {
    const { size } = fstatSync(descriptor);
    if (size === 0) return;
    printed += size;
    raw = Buffer.concat([raw, readEnd(descriptor, rawBytes, size)]).subarray(-rawBytes);
  };
  const stop = keepFileShort(descriptor, take);
  return {
    stopTrimming: () => {
      stop();
      try {
        take();
      } finally {
        closeSync(descriptor);
      }
    },
    readTail: () => (raw.length === 0 ? '' : redactTail(raw, printed > raw.length)),
  };
}

function redactTail(raw: Buffer, isCut: boolean): string {
  const text = raw.toString('utf8');
  const safe = redact(isCut ? dropCutLine(text, tailBytes) : text, process.env).trimEnd();
  return cutToTail(Buffer.from(safe)).toString('utf8');
}

function cutToTail(bytes: Buffer): Buffer {
  let start = Math.max(0, bytes.length - tailBytes);
  // UTF-8: the bytes within a character are 10xxxxxx.
  while (((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return bytes.subarray(start);
}
