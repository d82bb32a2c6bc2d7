import { closeSync, readSync } from 'node:fs';

import { openPlain } from './openPlain.ts';

/**
 * The text of one of our own small files; nothing else that may stand in its place is read.
 * @throws NotPlainError; a system error, ENOENT among them
 */
export function readPlainFile(path: string): string {
  const { descriptor, info } = openPlain(path);
  try {
    const buffer = Buffer.allocUnsafe(info.size);
    return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, buffer.length, 0));
  } finally {
    closeSync(descriptor);
  }
}
