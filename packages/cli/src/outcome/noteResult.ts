import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs';

import { errnoOf, messageOf, toPrintableJson } from '@owner-report/spool';

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
  const where = `OWNER_REPORT_RESULT_FILE: ${path}`;
  try {
    const descriptor = openSync(path, flags);
    try {
      if (!fstatSync(descriptor).isFile()) return describeOther(where);
      const written = writeSync(descriptor, bytes);
      return written === bytes.length ? undefined : `${where}: the outcome was written in part`;
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (otherErrors.has(errnoOf(error) ?? '')) return describeOther(where);
    return `${where}: the outcome cannot be written: ${messageOf(error)}`;
  }
}

// Of a directory, a link, and a FIFO or socket that nobody reads.
const otherErrors = new Set(['EISDIR', 'ELOOP', 'EMLINK', 'ENXIO']);

function describeOther(where: string): string {
  return `${where}: expected a regular file for the outcome, found a directory, a link, a FIFO or the like; nothing was written`;
}
