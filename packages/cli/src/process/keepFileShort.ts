import { fstatSync, ftruncateSync } from 'node:fs';

import { readEnd } from '@owner-report/spool';

const trimAboveBytes = 1024 * 1024;
const trimEveryMs = 200;

/** A file that is kept short. */
export interface ShortFile {
  /** Ends that. */
  stop: () => void;
  /** The last bytes of all that was printed, and how many bytes that was. @throws a system error */
  read: () => { tail: Buffer; printedBytes: number };
}

/**
 * Keeps a file short that a command appends to, while this process is there: above 1 MiB it is emptied, its last bytes are
 * remembered, and the command goes on at the new end. What it prints in the very moment of that may be lost.
 * @param keptBytes how many are remembered
 */
export function keepFileShort(descriptor: number, keptBytes: number): ShortFile {
  let kept: Buffer = Buffer.alloc(0);
  let trimmedBytes = 0;
  const read = () => {
    const { size } = fstatSync(descriptor);
    const tail = size === 0 ? kept : Buffer.concat([kept, readEnd(descriptor, keptBytes, size)]).subarray(-keptBytes);
    return { tail, printedBytes: trimmedBytes + size };
  };
  const timer = setInterval(() => {
    try {
      if (fstatSync(descriptor).size <= trimAboveBytes) return;
      const { tail, printedBytes } = read();
      ftruncateSync(descriptor);
      [kept, trimmedBytes] = [tail, printedBytes];
    } catch {
      // It is only to save space.
    }
  }, trimEveryMs).unref();
  return { stop: () => clearInterval(timer), read };
}
