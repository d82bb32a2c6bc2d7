const minuteMs = 60_000;
const longestMinutes = 60;

/** How long to wait after the n-th unknown outcome (1, 2, …) of a report: 1, 2, 4 … 60 minutes, in milliseconds. */
export function backoffMs(unknowns: number): number {
  return Math.min(2 ** Math.max(0, unknowns - 1), longestMinutes) * minuteMs;
}

/**
 * Whether a backoff until `retryAt` still lasts. One that ends later than any backoff can was set by a clock that was
 * ahead: waiting for it would hold up the queue for as long as the clock was wrong.
 */
export function isBackingOff(retryAt: string | undefined, nowMs: number): boolean {
  if (retryAt === undefined) return false;
  const leftMs = Date.parse(retryAt) - nowMs;
  return leftMs > 0 && leftMs <= longestMinutes * minuteMs;
}
