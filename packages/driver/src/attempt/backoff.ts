const minuteMs = 60_000;
const longestMinutes = 60;

/** How long to wait after the n-th unknown outcome (1, 2, …) of a report: 1, 2, 4 … 60 minutes, in milliseconds. */
export function backoffMs(unknowns: number): number {
  return Math.min(2 ** Math.max(0, unknowns - 1), longestMinutes) * minuteMs;
}
