import { open, type FileHandle } from 'node:fs/promises';

import { redact } from '@owner-report/spool';

const tailBytes = 8 * 1024;
// More than is shown: half a secret at the edge would not be known again, so the cut comes after the redaction.
const rawBytes = 64 * 1024;
const trimAboveBytes = 1024 * 1024;
const trimEveryMs = 200;

/** The file a send command prints into. It needs nobody to read it, and is kept short while somebody is there. */
export interface OutputFile {
  /** Ends the trimming and closes our handle. Call it once, however the command ended. */
  stopTrimming(): Promise<void>;
  /** The last 8 KiB, secrets redacted; after `stopTrimming`. */
  readTail(): string;
}

/** Creates the output file of one attempt and begins to trim it. */
export async function openOutput(path: string): Promise<OutputFile> {
  const handle = await open(path, 'ax+', 0o600);
  let raw: Buffer = Buffer.alloc(0);
  let printed = 0;
  const take = async () => {
    const { size } = await handle.stat();
    printed += size;
    raw = Buffer.concat([raw, await readEnd(handle, size)]).subarray(-rawBytes);
  };
  let trimming = Promise.resolve();
  const trim = async () => {
    const { size } = await handle.stat();
    if (size <= trimAboveBytes) return;
    await take();
    // The command appends: it goes on at the new end.
    await handle.truncate(0);
  };
  const timer = setInterval(() => {
    trimming = trimming.then(trim).catch(() => {});
  }, trimEveryMs);
  return {
    stopTrimming: async () => {
      clearInterval(timer);
      await trimming;
      try {
        await take();
      } finally {
        await handle.close();
      }
    },
    readTail: () => redactTail(raw, printed > raw.length),
  };
}

async function readEnd(handle: FileHandle, size: number): Promise<Buffer> {
  const buffer = Buffer.alloc(Math.min(size, rawBytes));
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, Math.max(0, size - buffer.length));
  return buffer.subarray(0, bytesRead);
}

function redactTail(raw: Buffer, isCut: boolean): string {
  // The line that the cut went through may begin with half a secret; one too long to do without is kept all the same.
  const lineEnd = raw.indexOf('\n');
  const start = isCut && lineEnd < rawBytes - tailBytes ? lineEnd + 1 : 0;
  const safe = redact(raw.toString('utf8', start), process.env).trimEnd();
  return cutToTail(Buffer.from(safe)).toString('utf8');
}

function cutToTail(bytes: Buffer): Buffer {
  let start = Math.max(0, bytes.length - tailBytes);
  // UTF-8: the bytes within a character are 10xxxxxx.
  while (((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return bytes.subarray(start);
}
