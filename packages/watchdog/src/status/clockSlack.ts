// Clocks of two hosts may differ by so much.
const clockSlackMs = 60_000;

/** Whether a time, Unix milliseconds, lies so far ahead that a clock was wrong: here by now, or there then. */
export function isFromFuture(timeMs: number, now: Date): boolean {
  return timeMs - now.getTime() > clockSlackMs;
}
