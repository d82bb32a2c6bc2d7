import { longestRetryAfterSeconds } from './parseResult.ts';

const minuteMs = 60_000;
const longestMinutes = 60;

/** How long to wait after the n-th unknown outcome (1, 2, …) of a report: 1, 2, 4 … 60 minutes, in milliseconds. */
export function backoffMs(unknowns: number): number {
  return Math.min(2 ** Math.max(0, unknowns - 1), longestMinutes) * minuteMs;
}

// The time may be corrected by so much.
const clockSlackMs = minuteMs;

/**
 * Whether the wait until `retryAt` still lasts, which began at `lastAt`. Where more of it is left than there was then, or
 * than there can be, a clock that was ahead has set it: waiting for it would hold up the queue for as long as the clock
 * was wrong.
 */
export function isBackingOff(
  { lastAt, retryAt }: { lastAt?: string | undefined; retryAt?: string | undefined },
  nowMs: number,
): boolean {
  if (lastAt === undefined || retryAt === undefined) return false;
  const untilMs = Date.parse(retryAt);
  const wholeMs = Math.min(untilMs - Date.parse(lastAt), longestRetryAfterSeconds * 1000);
  const leftMs = untilMs - nowMs;
  return leftMs > 0 && leftMs <= wholeMs + clockSlackMs;
}
