import { userInfo } from 'node:os';

import { errnoOf } from '../errors.ts';
import { quoteWord } from '../text/quoteWord.ts';
import { lstatIfThere } from './lstatIfThere.ts';

/**
 * The command line that gives a file or directory of a queue to this user, where it belongs to another one and that is why a call
 * failed; undefined otherwise.
 */
export function ownerRemedy(path: string, error: unknown): string | undefined {
  const own = process.getuid?.();
  if (own === undefined || own === 0 || !['EACCES', 'EPERM'].includes(errnoOf(error) ?? '')) return undefined;
  const info = lstatQuietly(path);
  if (info === undefined || Number(info.uid) === own) return undefined;
  const owner = info.uid === 0n ? 'root' : `user ${info.uid}`;
  return `It belongs to ${owner}. Give it to the user who drains the queue: sudo chown ${nameOf(own)} ${quoteWord(path)}`;
}

function lstatQuietly(path: string): ReturnType<typeof lstatIfThere> {
  try {
    return lstatIfThere(path);
  } catch {
    // Its directory cannot be entered.
    return undefined;
  }
}

function nameOf(uid: number): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without an account.
    return String(uid);
  }
}
