import { type Home, isPidNamespaceOurs, lstatIfThere, readBootId, reportPath } from '@owner-report/spool';

import { type AttemptFiles, isTimedOut } from '../attempt/attemptFiles.ts';
import type { CurrentAttempt } from '../attempt/attemptRecord.ts';
import { readClaim } from '../attempt/claim.ts';
import { judgeAttempt, judgeEnded, type Judgement, type Traces } from '../attempt/judgeAttempt.ts';
import { isAttemptRunning } from './isAttemptRunning.ts';

/**
 * Looks at an attempt that is on record, its processes included. Changes nothing.
 * @returns what is known of it; `open` when something of it is running
 * @throws a system error
 */
export async function lookAtAttempt(home: Home, files: AttemptFiles, current: CurrentAttempt): Promise<Judgement> {
  const found = judgeAttempt(await readTraces(home, files, current), current.token);
  if (found.state !== 'open' || (await isAttemptRunning(found.pid, found.token))) return found;
  return judgeEnded(await readTraces(home, files, current), current.token);
}

async function readTraces(home: Home, files: AttemptFiles, current: CurrentAttempt): Promise<Traces> {
  const isThisBoot = current.bootId === (await readBootId());
  const claim = readClaim(files.run);
  return {
    claim,
    isTimedOut: isTimedOut(files),
    isThisBoot,
    isOurNamespace: isPidNamespaceOurs(current.pidNamespace),
    isStillBehind: isStillBehind(home, current),
  };
}

function isStillBehind(home: Home, { behind }: CurrentAttempt): boolean {
  if (behind === undefined) return false;
  const isThere = (place: 'pending' | 'sent') => lstatIfThere(reportPath(home, place, behind)) !== undefined;
  return isThere('pending') && !isThere('sent');
}
