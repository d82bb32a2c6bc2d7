const longestSeconds = 86_400;

/** A Retry-After header in whole seconds from `now`, at most a day: it holds seconds or a date. Undefined for another text. */
export function parseRetryAfter(text: string | undefined, now: Date): number | undefined {
  if (text === undefined) return undefined;
  if (/^\s*\d+(?:\.\d+)?\s*$/.test(text)) return clampSeconds(Number(text));
  // A lone number of another form would be a year.
  const time = /[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : clampSeconds((time - now.getTime()) / 1000);
}

/** Seconds that a service asks for, whole and within what the queue keeps. */
export function clampSeconds(seconds: number): number {
  return Math.min(longestSeconds, Math.max(0, Math.ceil(seconds)));
}
