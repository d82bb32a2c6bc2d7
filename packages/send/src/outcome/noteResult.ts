import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs';

import { messageOf, toPrintableJson } from '@owner-report/spool';

import type { Outcome } from './outcome.ts';
import { outcomeDocument } from './outcomeDocument.ts';

// The driver has made the file. What else may stand in its place is not followed, and not waited for.
const flags = constants.O_WRONLY | constants.O_TRUNC | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Says an outcome in the file that the driver reads, in one write; of two sends of one command line, the second counts.
 * @param path OWNER_REPORT_RESULT_FILE
 * @returns a warning where that was not possible: the exit code says the same in fewer words.
 */
export function noteResult(path: string, outcome: Outcome): string | undefined {
  const bytes = Buffer.from(`${toPrintableJson(outcomeDocument(outcome))}\n`);
  try {
    const descriptor = openSync(path, flags);
    try {
      if (!fstatSync(descriptor).isFile()) return `${path}: expected a file for the outcome, found something else`;
      const written = writeSync(descriptor, bytes);
      return written === bytes.length ? undefined : `${path}: the outcome was written in part`;
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return `${path}: the outcome cannot be written: ${messageOf(error)}`;
  }
}
