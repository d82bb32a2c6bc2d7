import type { Home } from '@owner-report/spool';

import { filesOnRecord } from '../attempt/attemptFiles.ts';
import type { AttemptRecord } from '../attempt/attemptRecord.ts';
import { isUnseenInTime } from '../attempt/judgeAttempt.ts';
import { readVerdict } from '../attempt/readVerdict.ts';
import { lookAtAttempt } from './lookAtAttempt.ts';

/**
 * Where an attempt stands whose outcome is not on record yet.
 * - `ready`: nothing was sent; `sending`: its sender is at work.
 * - `succeeded`, `failed`, `rejected`: the receipt and the send command say so, and the next pass acts on it.
 * - `unknown`: no receipt, and nobody who could still write one; or the send command itself does not know.
 */
export type AttemptState = 'ready' | 'sending' | 'succeeded' | 'failed' | 'rejected' | 'unknown';

/** Looks at the attempt under way of a report; undefined when there is none. Changes nothing. @throws a system error */
export async function readAttemptState(
  home: Home,
  { report_id: id, current }: AttemptRecord,
  now: Date,
): Promise<AttemptState | undefined> {
  if (current === undefined) return undefined;
  const files = filesOnRecord(home, id, current);
  const found = await lookAtAttempt(home, files, current);
  if (found.state === 'unseen') return isUnseenInTime(current, now.getTime()) ? 'sending' : 'unknown';
  if (found.state !== 'exited') return found.state === 'open' ? 'sending' : found.state;
  // What is odd about its result is told by the pass that acts on it.
  const { end } = readVerdict(files, found, () => {});
  return end === 'sent' ? 'succeeded' : end;
}
