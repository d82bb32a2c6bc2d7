import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { errnoOf, type Home, IoError, messageOf, randomName, replaceFile } from '@owner-report/spool';

/** Path of the token of the pass that may send. */
export function fencePath(home: Home): string {
  return join(home.attempts, 'owner');
}

/**
 * Makes this pass the only one that may send, whoever thinks to hold the lock.
 *
 * Guarantee: a sender of an older pass either has left its claim before the fence was written, and is seen by the look
 * that follows, or it reads the new token and refuses to send.
 * @returns the pass's token.
 */
export function writeFence(home: Home): string {
  const token = randomName(24);
  replaceFile(fencePath(home), `${token}\n`);
  return token;
}

/** Whether `token` is still that of the newest pass. @throws IoError when that cannot be known */
export function isFenceOurs(home: Home, token: string): boolean {
  const path = fencePath(home);
  try {
    return readFileSync(path, 'utf8') === `${token}\n`;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw new IoError(`${path}: cannot be read: ${messageOf(error)}`, {
      cause: error,
      remedy: `Check that ${home.attempts} and its files belong to the user who drains the queue, and the disk.`,
    });
  }
}
