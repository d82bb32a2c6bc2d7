import { type Home, isPidNamespaceOurs, readBootId } from '@owner-report/spool';

import { filesOnRecord, isTimedOut } from '../attempt/attemptFiles.ts';
import type { AttemptRecord, CurrentAttempt } from '../attempt/attemptRecord.ts';
import { type Claim, readClaim } from '../attempt/claim.ts';
import { isAttemptRunning } from './isAttemptRunning.ts';

/**
 * Where an attempt stands whose outcome is not on record yet.
 * - `ready`: nothing was sent; `sending`: its sender is at work.
 * - `succeeded`, `failed`: the receipt says so, and the next pass acts on it.
 * - `unknown`: no receipt, and nobody who could still write one.
 */
export type AttemptState = 'ready' | 'sending' | 'succeeded' | 'failed' | 'unknown';

/** Looks at the attempt under way of a report; undefined when there is none. Changes nothing. */
export async function readAttemptState(
  home: Home,
  record: AttemptRecord,
  now: Date,
): Promise<AttemptState | undefined> {
  const { current } = record;
  if (current === undefined) return undefined;
  const files = filesOnRecord(home, record.report_id, current);
  const claim = readClaim(files.run);
  if (isTimedOut(files)) return (await isAtWork(claim, current, now)) ? 'sending' : 'unknown';
  if (claim.state === 'exited') return claim.exitCode === 0 ? 'succeeded' : 'failed';
  if (current.bootId !== (await readBootId())) return 'unknown';
  if (claim.state === 'absent' || claim.state === 'none') return 'ready';
  return (await isAtWork(claim, current, now)) ? 'sending' : 'unknown';
}

async function isAtWork(claim: Claim, current: CurrentAttempt, now: Date): Promise<boolean> {
  if (!('pid' in claim)) return false;
  // Its pids mean nothing here: it counts as at work for as long as it may be.
  if (!isPidNamespaceOurs(current.pidNamespace)) return now.getTime() < Date.parse(current.deadline);
  return await isAttemptRunning(claim.pid, claim.token);
}
