import type { Home } from '@owner-report/spool';

import { filesOnRecord } from '../attempt/attemptFiles.ts';
import type { AttemptRecord } from '../attempt/attemptRecord.ts';
import { isUnseenInTime } from '../attempt/judgeAttempt.ts';
import { lookAtAttempt } from './lookAtAttempt.ts';

/**
 * Where an attempt stands whose outcome is not on record yet.
 * - `ready`: nothing was sent; `sending`: its sender is at work.
 * - `succeeded`, `failed`: the receipt says so, and the next pass acts on it.
 * - `unknown`: no receipt, and nobody who could still write one.
 */
export type AttemptState = 'ready' | 'sending' | 'succeeded' | 'failed' | 'unknown';

/** Looks at the attempt under way of a report; undefined when there is none. Changes nothing. @throws a system error */
export async function readAttemptState(
  home: Home,
  { report_id: id, current }: AttemptRecord,
  now: Date,
): Promise<AttemptState | undefined> {
  if (current === undefined) return undefined;
  const { state } = await lookAtAttempt(home, filesOnRecord(home, id, current), current);
  if (state === 'unseen') return isUnseenInTime(current, now.getTime()) ? 'sending' : 'unknown';
  return state === 'open' ? 'sending' : state;
}
