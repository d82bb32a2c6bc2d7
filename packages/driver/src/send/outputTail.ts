import { open, type FileHandle } from 'node:fs/promises';

import { redact } from '@owner-report/spool';

const tailBytes = 8 * 1024;
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
  let tail: Buffer = Buffer.alloc(0);
  const take = async () => {
    const { size } = await handle.stat();
    tail = Buffer.concat([tail, await readEnd(handle, size)]).subarray(-tailBytes);
    return size;
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
    readTail: () => redact(tail.toString('utf8'), process.env).trimEnd(),
  };
}

async function readEnd(handle: FileHandle, size: number): Promise<Buffer> {
  const buffer = Buffer.alloc(Math.min(size, tailBytes));
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, Math.max(0, size - buffer.length));
  return buffer.subarray(0, bytesRead);
}
