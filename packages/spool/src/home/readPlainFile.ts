import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

import { errnoOf, IoError } from '../errors.ts';

// O_NONBLOCK: a plain open of a FIFO waits for a writer, for ever.
const openFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Something else stands where a file of ours should. */
export class NotPlainError extends IoError {
  constructor(path: string) {
    super(`${path}: expected a regular file, found a link, directory, FIFO or device`, {
      remedy: 'Move it out of the way: the next pass makes the file anew where it needs one.',
    });
  }
}

/**
 * The text of one of our own small files. Whatever else may stand in its place (a FIFO, a link, a directory, a device)
 * is refused, and nothing is waited for.
 * @throws NotPlainError; a system error, ENOENT among them
 */
export function readPlainFile(path: string): string {
  const descriptor = openPlain(path);
  try {
    const info = fstatSync(descriptor);
    if (!info.isFile()) throw new NotPlainError(path);
    const buffer = Buffer.allocUnsafe(info.size);
    return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, buffer.length, 0));
  } finally {
    closeSync(descriptor);
  }
}

function openPlain(path: string): number {
  try {
    return openSync(path, openFlags);
  } catch (error) {
    // A link, a socket.
    if (errnoOf(error) === 'ELOOP' || errnoOf(error) === 'EMLINK' || errnoOf(error) === 'ENXIO')
      throw new NotPlainError(path);
    throw error;
  }
}
