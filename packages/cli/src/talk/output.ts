import { fstatSync, writeSync } from 'node:fs';

import { errnoOf } from '@owner-report/spool';

const waitMs = 5;

/**
 * Writes text to stdout (1) or stderr (2), all of it, before it returns. The reader of a pipe may go away; what was
 * done is done. Not by `process.stdout`: making that takes longer than all it would be used for here.
 * @returns false when nobody reads any more.
 */
export function writeOut(descriptor: 1 | 2, text: string): boolean {
  const bytes = Buffer.from(text);
  for (let offset = 0; offset < bytes.length; ) {
    try {
      offset += writeSync(descriptor, bytes, offset);
    } catch (error) {
      if (errnoOf(error) === 'EPIPE') return false;
      if (errnoOf(error) !== 'EAGAIN') throw error;
      // Somebody made the pipe non-blocking, and its reader is slow.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, waitMs);
    }
  }
  return true;
}

/** Whether stdout (1) or stderr (2) is a terminal. */
export function isTerminal(descriptor: 1 | 2): boolean {
  return fstatSync(descriptor).isCharacterDevice() && process.getBuiltinModule('node:tty').isatty(descriptor);
}
