import { fstatSync, statSync, writeSync } from 'node:fs';

import { errnoOf } from '@owner-report/spool';

import { waitSync } from './waitSync.ts';

const waitMs = 5;

/** How long a reader that takes nothing is waited for, all in all, where the descriptor lets us choose. */
const patienceMs = 10_000;

const waitedMs = { 1: 0, 2: 0 };

/**
 * Writes text to stdout (1) or stderr (2), all of it, before it returns. Not by `process.stdout`: making that takes
 * longer than all it would be used for here.
 *
 * Guarantee: it never throws. A reader that is gone, a full disk or a lost terminal must not change what a command does,
 * so what cannot be written is dropped.
 */
export function writeOut(descriptor: 1 | 2, text: string): void {
  const bytes = Buffer.from(text);
  for (let offset = 0; offset < bytes.length; ) {
    try {
      offset += writeSync(descriptor, bytes, offset);
      waitedMs[descriptor] = 0;
    } catch (error) {
      // EAGAIN: somebody made the pipe non-blocking, and its reader is slow.
      if (errnoOf(error) !== 'EAGAIN' || waitedMs[descriptor] >= patienceMs) return;
      waitSync(waitMs);
      waitedMs[descriptor] += waitMs;
    }
  }
}

/** Whether stdin (0), stdout (1) or stderr (2) is a terminal. */
export function isTerminal(descriptor: 0 | 1 | 2): boolean {
  const info = fstatSync(descriptor);
  // To ask node takes a while; of a file, a pipe and /dev/null, which most calls from scripts have, nobody need.
  if (!info.isCharacterDevice() || info.rdev === statSync('/dev/null', { throwIfNoEntry: false })?.rdev) return false;
  return process.getBuiltinModule('node:tty').isatty(descriptor);
}
