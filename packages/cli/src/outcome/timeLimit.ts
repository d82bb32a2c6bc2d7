import { parseDuration, showText, UsageError } from '@owner-report/spool';

/** How long a send may take where nothing is said, in milliseconds. */
export const defaultTimeLimitMs = 30_000;
const longestMs = 86_400_000;

// Of the driver's time: the end of a send must be told before the driver ends it.
const share = 0.75;

/**
 * How long a send may take, in milliseconds: what is given, else what the channel usually takes at most; three quarters of the
 * time that the driver gives where that is less.
 * @param given --timeout
 * @param driver OWNER_REPORT_TIMEOUT
 * @param usualMs what counts where nothing is said
 * @throws UsageError
 */
export function findTimeLimit(
  given: string | undefined,
  driver: string | undefined,
  usualMs = defaultTimeLimitMs,
): number {
  const wantedMs = given === undefined ? usualMs : toLimit(given, '--timeout');
  if (driver === undefined || driver === '') return wantedMs;
  return Math.min(wantedMs, Math.ceil(toLimit(driver, 'OWNER_REPORT_TIMEOUT') * share));
}

function toLimit(text: string, where: string): number {
  const ms = parseDuration(text, where);
  if (ms > 0 && ms <= longestMs) return ms;
  throw new UsageError(`${where}: expected more than 0 and at most a day, got ${showText(text)}`);
}
