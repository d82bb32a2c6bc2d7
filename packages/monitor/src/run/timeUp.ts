import { giveUpAfterMs, killAfterMs } from '@owner-report/cli';

/** The longest time that a command may be given, in milliseconds. */
export const longestMs = 86_400_000;

/** How long the lock of the state is waited for, in milliseconds. */
export const stateWaitMs = 10_000;

// A tick settles every 10 s what has ended.
const roundMs = 10_000;

/** When commands that may take so long, one after the other, are over at the latest: ended by force, and recorded. */
export function timeUp(now: Date, ...timeoutsMs: number[]): Date {
  const endsMs = timeoutsMs.map((timeoutMs) => timeoutMs + killAfterMs + giveUpAfterMs);
  return new Date(endsMs.reduce((sum, ms) => sum + ms, now.getTime() + roundMs + stateWaitMs));
}
