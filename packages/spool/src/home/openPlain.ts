import { closeSync, constants, fstatSync, openSync, type Stats } from 'node:fs';

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
 * Opens a file to read it. Whatever else may stand in its place (a FIFO, a link, a directory, a device) is refused, and
 * nothing is waited for.
 * @throws NotPlainError; a system error, ENOENT among them
 */
export function openPlain(path: string): { descriptor: number; info: Stats } {
  const descriptor = openNoLink(path);
  try {
    return { descriptor, info: assertPlain(path, descriptor) };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** What is known of an open file. @throws NotPlainError; a system error */
export function assertPlain(path: string, descriptor: number): Stats {
  const info = fstatSync(descriptor);
  if (!info.isFile()) throw new NotPlainError(path);
  return info;
}

function openNoLink(path: string): number {
  try {
    return openSync(path, openFlags);
  } catch (error) {
    // A link, a socket.
    if (['ELOOP', 'EMLINK', 'ENXIO'].includes(errnoOf(error) ?? '')) throw new NotPlainError(path);
    throw error;
  }
}
