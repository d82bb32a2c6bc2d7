import { closeSync, constants } from 'node:fs';

import { dropCutLine, keepFileShort } from '@owner-report/cli';
import { createPrivate, redact } from '@owner-report/spool';

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
  const file = keepFileShort(descriptor, rawBytes);
  let printed: ReturnType<typeof file.read> | undefined;
  return {
    stopTrimming: () => {
      file.stop();
      try {
        printed = file.read();
      } finally {
        closeSync(descriptor);
      }
    },
    readTail: () => {
      if (printed === undefined || printed.printedBytes === 0) return '';
      const { tail, printedBytes } = printed;
      return redactTail(tail, printedBytes > tail.length);
    },
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
