import type { Settings } from '@owner-report/cli';
import { digestOf } from '@owner-report/spool';

import type { AttemptRecord } from './attemptRecord.ts';

const nameLength = 16;

/** Names the way that a report goes, so that it is known again. The send command may hold a secret: it is not in the name. */
export function nameWay({ sendCommand, channel, target, maxChars, allowMentions }: Settings): string {
  const way = JSON.stringify([sendCommand, channel, target, maxChars, allowMentions]);
  return digestOf(Buffer.from(way)).slice(0, nameLength);
}

/** Whether the send command has said that it can never send these bytes. Another way, or an edit, is worth another try. */
export function isRejected({ rejected }: AttemptRecord, digest: string, settings: Settings): boolean {
  return rejected !== undefined && rejected.digest === digest && rejected.way === nameWay(settings);
}
