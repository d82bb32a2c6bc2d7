import { giveUpAfterMs, killAfterMs } from '@owner-report/cli';

import type { CurrentAttempt } from './attemptRecord.ts';
import type { Claim } from './claim.ts';
import type { CommandExit } from './judgeExit.ts';

/** What is seen of an attempt that is on record. */
export interface Traces {
  claim: Claim;
  /**
   * Looked for after the claim was read: the mark is on record before the TERM that may have brought a receipt about.
   */
  isTimedOut: boolean;
  isThisBoot: boolean;
  /** Its pids mean something here. */
  isOurNamespace: boolean;
  /**
   * Made ready during the send of another report, and let go only behind its commit, which is durable: not let go yet.
   */
  isStillBehind: boolean;
}

/**
 * What the traces of an attempt say.
 * - `ready`: the send command was not begun.
 * - `exited`: the receipt says how; what that came to, `readVerdict` tells.
 * - `unknown`: no receipt that counts, and nobody who could still write one.
 * - `open`: it was begun, and nothing tells whether it has ended.
 * - `unseen`: the same in another PID namespace: its sender can be neither seen nor stopped.
 */
export type Judgement =
  | { state: 'ready' | 'unseen' }
  | ({ state: 'exited' } & CommandExit)
  | { state: 'unknown'; reason: string }
  | { state: 'open'; pid: number; token: string };

const restarted = 'the machine was restarted during the send';
const outOfTime = 'the send command ran out of time';

/** Judges an attempt by what is seen of it. @param token that on record */
export function judgeAttempt(traces: Traces, token: string): Judgement {
  const { claim, isThisBoot } = traces;
  if (claim.state === 'unreadable') return { state: 'unknown', reason: claim.reason };
  if (claim.state === 'absent' || claim.state === 'none') {
    // The shell does not sync its claim: a power cut may have taken it, and a sender had begun all the same.
    if (isThisBoot || traces.isStillBehind) return { state: 'ready' };
    return { state: 'unknown', reason: restarted };
  }
  if (claim.token !== token) return { state: 'unknown', reason: 'another pass has sent it under this number' };
  if (claim.state === 'exited') return judgeReceipt(claim, traces.isTimedOut);
  if (!isThisBoot) return { state: 'unknown', reason: traces.isTimedOut ? outOfTime : restarted };
  return traces.isOurNamespace ? { state: 'open', pid: claim.pid, token } : { state: 'unseen' };
}

// A receipt counts only if no mark of a time-out is found after it.
function judgeReceipt({ exitCode, hasResult }: CommandExit, isTimedOut: boolean): Judgement {
  return isTimedOut ? { state: 'unknown', reason: outOfTime } : { state: 'exited', exitCode, hasResult };
}

/**
 * Judges an attempt that was `open`, and of which nothing runs any more, by a look after that: it may have ended
 * between.
 */
export function judgeEnded(traces: Traces, token: string): Exclude<Judgement, { pid: number }> {
  const last = judgeAttempt(traces, token);
  if (last.state === 'exited' || last.state === 'unknown') return last;
  // Also where its claim is gone by now: it was there, so a send command had begun.
  return { state: 'unknown', reason: traces.isTimedOut ? outOfTime : 'the sender died without a receipt' };
}

const clockSlackMs = 60_000;

type Time = Pick<CurrentAttempt, 'startedAt' | 'deadline'>;

/**
 * Whether an attempt has time left. A clock that was set back must not give it more than its time, but for a small
 * correction.
 */
export function isInTime({ startedAt, deadline }: Time, nowMs: number): boolean {
  return nowMs < Date.parse(deadline) && nowMs > Date.parse(startedAt) - clockSlackMs;
}

/** Whether one that is `unseen` counts as at work: until its pass would have given it up. */
export function isUnseenInTime(time: Time, nowMs: number): boolean {
  return isInTime(time, nowMs - killAfterMs - giveUpAfterMs);
}
