import type { Settings } from '@owner-report/cli';
import { digestOf } from '@owner-report/spool';

import type { AttemptRecord, Rejection } from './attemptRecord.ts';

const nameLength = 16;

/** Names the way that a report goes, so that it is known again. The send command may hold a secret: it is not in the name. */
export function nameWay({ sendCommand, channel, target, maxChars, allowMentions }: Settings): string {
  const way = JSON.stringify([sendCommand, channel, target, maxChars, allowMentions]);
  return digestOf(Buffer.from(way)).slice(0, nameLength);
}

/**
 * The word of a send command that it can never send these bytes, this way; undefined where there is none. Another way,
 * or an edit, is worth another try.
 */
export function findRejection(
  { rejections }: AttemptRecord,
  digest: string,
  settings: Settings,
): Rejection | undefined {
  if (rejections === undefined) return undefined;
  const way = nameWay(settings);
  return rejections.find((one) => one.digest === digest && one.way === way);
}

/** The same word, if the last attempt has brought it, whatever way it went. */
export function findLastRejection({ rejections, attempts }: AttemptRecord, digest: string): Rejection | undefined {
  return rejections?.find((one) => one.digest === digest && one.attempt === attempts);
}

/**
 * What is known of rejections after another attempt, which has the last word on its way. Those of other bytes are
 * forgotten.
 * @param reason why it was rejected; undefined when it was not
 */
export function noteRejection(
  { rejections = [], current }: AttemptRecord,
  reason: string | undefined,
): Pick<AttemptRecord, 'rejections'> {
  const { digest, way, attempt } = current ?? {};
  // A record that was made anew does not know its way.
  if (digest === undefined || attempt === undefined || way === undefined)
    return rejections.length === 0 ? {} : { rejections };
  const others = rejections.filter((one) => one.digest === digest && one.way !== way);
  const all = reason === undefined ? others : [...others, { digest, way, attempt, reason }];
  return all.length === 0 ? {} : { rejections: all };
}
