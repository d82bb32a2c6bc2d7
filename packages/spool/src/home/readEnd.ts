import { fstatSync, readSync } from 'node:fs';

/**
 * The last bytes of an open file, at most `maxBytes`.
 * @param size where it ends, in bytes, for one that may grow meanwhile
 * @throws a system error
 */
export function readEnd(descriptor: number, maxBytes: number, size: number = fstatSync(descriptor).size): Buffer {
  const buffer = Buffer.alloc(Math.min(size, maxBytes));
  const count = readSync(descriptor, buffer, 0, buffer.length, size - buffer.length);
  return buffer.subarray(0, count);
}
