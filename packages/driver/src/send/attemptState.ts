import { type Home, lstatIfThere, readBootId } from '@owner-report/spool';

import { attemptFiles } from '../attempt/attemptFiles.ts';
import type { AttemptRecord } from '../attempt/attemptRecord.ts';
import { readClaim } from '../attempt/claim.ts';
import { isAttemptRunning } from './isAttemptRunning.ts';

/**
 * Where an attempt stands whose outcome is not on record yet.
 * - `ready`: nothing was sent; `sending`: its sender is at work.
 * - `succeeded`, `failed`: the receipt says so, and the next pass acts on it.
 * - `unknown`: no receipt, and nobody who could still write one.
 */
export type AttemptState = 'ready' | 'sending' | 'succeeded' | 'failed' | 'unknown';

/** Looks at the attempt under way of a report; undefined when there is none. Changes nothing. */
export async function readAttemptState(home: Home, record: AttemptRecord): Promise<AttemptState | undefined> {
  const { current } = record;
  if (current === undefined) return undefined;
  const files = attemptFiles(home, record.report_id, current);
  const claim = readClaim(files.run);
  const isTimedOut = lstatIfThere(files.timeout) !== undefined;
  if (claim.state === 'exited' && !isTimedOut) return claim.exitCode === 0 ? 'succeeded' : 'failed';
  if (current.bootId !== (await readBootId())) return 'unknown';
  if (claim.state === 'none') return 'ready';
  return (await isAttemptRunning(claim.pid, claim.token)) ? 'sending' : 'unknown';
}
