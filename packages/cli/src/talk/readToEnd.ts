import { fstatSync, readSync } from 'node:fs';

import { errnoOf } from '@owner-report/spool';

import { waitSync } from './waitSync.ts';

const chunkBytes = 64 * 1024;
const waitMs = 10;

/**
 * Reads a descriptor to its end, in bounded memory, and shows each chunk to `take`. When that throws, the rest of a pipe is
 * read all the same: who writes into it would be ended by SIGPIPE.
 * @throws what `take` has thrown, or a system error
 */
export function readToEnd(descriptor: number, take: (chunk: Uint8Array) => void): void {
  const buffer = Buffer.allocUnsafe(chunkBytes);
  const next = () => buffer.subarray(0, readSome(descriptor, buffer));
  for (let chunk = next(); chunk.length > 0; chunk = next()) {
    try {
      take(chunk);
    } catch (error) {
      drainPipe(descriptor);
      throw error;
    }
  }
}

/** Reads what is left in a pipe, to its end, for the sake of who writes into it. Does nothing to another file. */
export function drainPipe(descriptor: number): void {
  const info = fstatSync(descriptor);
  if (!info.isFIFO() && !info.isSocket()) return;
  const buffer = Buffer.allocUnsafe(chunkBytes);
  while (readSome(descriptor, buffer) > 0);
}

function readSome(descriptor: number, buffer: Uint8Array): number {
  for (;;) {
    try {
      return readSync(descriptor, buffer);
    } catch (error) {
      // Somebody made the pipe non-blocking, and its writer is slow.
      if (errnoOf(error) !== 'EAGAIN') throw error;
      waitSync(waitMs);
    }
  }
}
