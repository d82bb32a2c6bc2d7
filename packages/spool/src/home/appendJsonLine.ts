import { closeSync, constants, readSync, writeSync } from 'node:fs';

import { assertPlain } from './openPlain.ts';
import { openOrCreate } from './private.ts';

/** Appends a document on a line of its own to a log, which is made if it is not there. @throws a system error, NotPlainError */
export function appendJsonLine(path: string, document: object): void {
  const descriptor = openOrCreate(path, constants.O_RDWR | constants.O_APPEND | constants.O_NONBLOCK);
  try {
    const torn = !endsWithNewline(path, descriptor);
    // One write of one line: lines of concurrent writers do not mix.
    writeSync(descriptor, `${torn ? '\n' : ''}${JSON.stringify(document)}\n`);
  } finally {
    closeSync(descriptor);
  }
}

function endsWithNewline(path: string, descriptor: number): boolean {
  const { size } = assertPlain(path, descriptor);
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  readSync(descriptor, last, 0, 1, size - 1);
  return last[0] === 0x0a;
}
