import { readFileSync } from 'node:fs';

import { replaceFile, type Home, randomName } from '@owner-report/spool';

import { fencePath } from './attemptFiles.ts';

/**
 * Makes this pass the only one that may send, whoever thinks to hold the lock.
 *
 * Guarantee: a sender of an older pass either has left its claim before the fence was written, and is seen by the look
 * that follows, or it reads the new token and refuses to send.
 * @returns the pass's token.
 */
export async function writeFence(home: Home): Promise<string> {
  const token = randomName(24);
  await replaceFile(fencePath(home), `${token}\n`);
  return token;
}

/** Whether `token` is still that of the newest pass. */
export async function isFenceOurs(home: Home, token: string): Promise<boolean> {
  try {
    return readFileSync(fencePath(home), 'utf8') === `${token}\n`;
  } catch {
    return false;
  }
}
