import { closeSync, readSync } from 'node:fs';

import { IoError } from '../errors.ts';
import { openPlain } from './openPlain.ts';

// Thousands of jobs, or of routes, fit in.
const maxBytes = 4 * 1024 * 1024;

/**
 * The text of one of our own small files; nothing else that may stand in its place is read, and none that has grown
 * beyond 4 MiB, which no memory has to hold.
 * @throws IoError where it is too large, NotPlainError; a system error, ENOENT among them
 */
export function readPlainFile(path: string): string {
  const { descriptor, info } = openPlain(path);
  try {
    if (info.size > maxBytes)
      throw new IoError(`${path}: expected at most ${maxBytes} bytes, found ${info.size}`, {
        remedy: 'Move it out of the way: it is made anew where it is needed.',
      });
    const buffer = Buffer.allocUnsafe(info.size);
    return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, buffer.length, 0));
  } finally {
    closeSync(descriptor);
  }
}
