import { type Home, isPidNamespaceOurs, lstatIfThere, readBootId, reportPath } from '@owner-report/spool';

import { type AttemptFiles, isTimedOut } from '../attempt/attemptFiles.ts';
import type { CurrentAttempt } from '../attempt/attemptRecord.ts';
import { readClaim } from '../attempt/claim.ts';
import { judgeAttempt, judgeEnded, type Judgement, type Traces } from '../attempt/judgeAttempt.ts';
import { findSenders } from './findSenders.ts';
import { isAttemptRunning } from './isAttemptRunning.ts';

/**
 * Looks at an attempt that is on record, its processes included. Changes nothing.
 * @returns what is known of it; `open` when something of it is running
 * @throws a system error
 */
export async function lookAtAttempt(home: Home, files: AttemptFiles, current: CurrentAttempt): Promise<Judgement> {
  const traces = await readTraces(home, files, current);
  const found = judgeAttempt(traces, current.token);
  // Somebody may have removed its claim.
  const isHidden = found.state === 'ready' && traces.isThisBoot && traces.isOurNamespace;
  const sender = isHidden ? findSenders(home).find(({ token }) => token === current.token) : undefined;
  if (sender !== undefined) return { state: 'open', pid: sender.processGroup, token: sender.token };
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
