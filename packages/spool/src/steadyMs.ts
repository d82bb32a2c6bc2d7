/**
 * Milliseconds by a clock that nobody sets, to measure how long something takes. The same clock as that of
 * `performance.now()`, which takes longer to load than most of a small command.
 */
export function steadyMs(): number {
  return process.uptime() * 1000;
}
