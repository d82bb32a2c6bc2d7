const longestSeconds = 86_400;

/**
 * Seconds that a service asks for, whole and at most a day: the queue waits no longer.
 * @returns undefined for what is no time to wait: below zero, endless or not a number
 */
export function toRetryAfter(seconds: number): number | undefined {
  if (!Number.isFinite(seconds) || seconds < 0) return undefined;
  return Math.min(longestSeconds, Math.ceil(seconds));
}
