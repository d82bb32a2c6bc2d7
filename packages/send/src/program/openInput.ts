import { closeSync, writeSync } from 'node:fs';

import { openNameless } from '@owner-report/cli';

/**
 * A stdin with this message: a file, so that a program has all of it, also when we are killed. What came through a pipe would
 * end there, and the part that had come would be sent. Where no file can be made a pipe has to do.
 * @returns the descriptor of the file, to be closed once the program has it
 */
export function openInput(message: string | Uint8Array): number | 'pipe' {
  let descriptor: number | undefined;
  try {
    descriptor = openNameless('wx+');
    writeAll(descriptor, Buffer.from(message));
    return descriptor;
  } catch {
    if (descriptor !== undefined) closeSync(descriptor);
    return 'pipe';
  }
}

// With a position, so that the file stays at its beginning for whoever reads it.
function writeAll(descriptor: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at, bytes.length - at, at);
}
