import { toRetryAfter } from '@owner-report/cli';

/** A Retry-After header in whole seconds from `now`, at most a day: it holds seconds or a date. Undefined for another text. */
export function parseRetryAfter(text: string | undefined, now: Date): number | undefined {
  if (text === undefined) return undefined;
  if (/^\s*\d+(?:\.\d+)?\s*$/.test(text)) return toRetryAfter(Number(text));
  // A lone number of another form would be a year.
  const time = /[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN;
  return toRetryAfter(Math.max(0, (time - now.getTime()) / 1000));
}
