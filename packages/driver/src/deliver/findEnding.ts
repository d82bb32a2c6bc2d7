import { giveUpAfterMs, killAfterMs } from '@owner-report/cli';
import { isPidNamespaceOurs, lstatIfThere, readBootId, reportPath } from '@owner-report/spool';

import { type AttemptFiles, isTimedOut, markTimedOut } from '../attempt/attemptFiles.ts';
import type { CurrentAttempt } from '../attempt/attemptRecord.ts';
import { type Claim, readClaim } from '../attempt/claim.ts';
import { describeExit } from '../outcome/describeExit.ts';
import type { Pass } from '../pass/pass.ts';
import { isAttemptRunning } from '../send/isAttemptRunning.ts';
import { stopAttempt } from '../send/stopAttempt.ts';

/**
 * What became of an attempt whose driver has died.
 * - `in-flight`: its sender is at work, in time.
 * - `never`: the send command was not begun.
 */
export type AttemptEnding =
  | { end: 'in-flight' }
  | { end: 'sent' }
  | { end: 'never' }
  | { end: 'failed' | 'unknown'; reason: string; exitCode?: number };

const restarted = 'the machine was restarted during the send';

/**
 * Finds out how an attempt ended that another pass has begun; stops its sender when it has outlived its time.
 * @throws a system error
 */
export async function findEnding(pass: Pass, files: AttemptFiles, current: CurrentAttempt): Promise<AttemptEnding> {
  const claim = readClaim(files.run);
  const isThisBoot = current.bootId === (await readBootId());
  if (claim.state === 'unreadable') return { end: 'unknown', reason: claim.reason };
  if (claim.state === 'absent' || claim.state === 'none') {
    // The shell does not sync its claim: a power cut may have taken it, and a sender had begun all the same.
    if (isThisBoot || isStillBehind(pass, current)) return { end: 'never' };
    return { end: 'unknown', reason: restarted };
  }
  if (claim.token !== current.token) return { end: 'unknown', reason: 'another pass has sent it under this number' };
  const receipt = endingByReceipt(files, claim);
  if (receipt !== undefined) return receipt;
  if (isThisBoot && !isPidNamespaceOurs(current.pidNamespace)) return endingUnseen(pass, files, current);
  if (isThisBoot && (await isAttemptRunning(claim.pid, claim.token))) {
    if (!isTimedOut(files)) {
      if (isInTime(current, pass.now().getTime())) return { end: 'in-flight' };
      markTimedOut(files);
    }
    const how = (await stopAttempt(claim.pid, claim.token)) ? 'stopped' : 'it cannot be stopped';
    return { end: 'unknown', reason: `the sender outlived its time and its driver; ${how}` };
  }
  // It may have ended between the two looks.
  const last = endingByReceipt(files, readClaim(files.run));
  if (last !== undefined) return last;
  if (isTimedOut(files)) return { end: 'unknown', reason: 'the send command ran out of time' };
  return { end: 'unknown', reason: isThisBoot ? 'the sender died without a receipt' : restarted };
}

// A receipt counts only if no mark of a time-out is found after it: the mark is on record before the TERM that may have
// brought the receipt about.
function endingByReceipt(files: AttemptFiles, claim: Claim): AttemptEnding | undefined {
  if (claim.state !== 'exited') return undefined;
  if (isTimedOut(files)) return { end: 'unknown', reason: 'the send command ran out of time' };
  const { exitCode } = claim;
  return exitCode === 0 ? { end: 'sent' } : { end: 'failed', reason: describeExit(exitCode), exitCode };
}

// Made ready during the send of another report, and let go only behind its commit, which is durable.
function isStillBehind({ home }: Pass, { behind }: CurrentAttempt): boolean {
  if (behind === undefined) return false;
  const isThere = (place: 'pending' | 'sent') => lstatIfThere(reportPath(home, place, behind)) !== undefined;
  return isThere('pending') && !isThere('sent');
}

// Its pids mean nothing here, so nothing can be asked or stopped: until its pass would have given it up it counts as at
// work.
function endingUnseen(pass: Pass, files: AttemptFiles, current: CurrentAttempt): AttemptEnding {
  if (isInTime(current, pass.now().getTime() - killAfterMs - giveUpAfterMs)) return { end: 'in-flight' };
  markTimedOut(files);
  return { end: 'unknown', reason: 'the sender is in another PID namespace, and left no receipt in its time' };
}

const clockSlackMs = 60_000;

// A clock that was set back must not give a sender more than its time, but for a small correction.
function isInTime(current: CurrentAttempt, nowMs: number): boolean {
  return nowMs < Date.parse(current.deadline) && nowMs > Date.parse(current.startedAt) - clockSlackMs;
}
