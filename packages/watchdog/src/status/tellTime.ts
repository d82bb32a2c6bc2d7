import { formatAgo, formatDuration } from '@owner-report/spool';

/** How a time, ISO 8601, is told; null is one that is not on record. */
export interface TellTime {
  /** When something was or will be: `at 10:00`, `in 3 min`, `3 min ago`. */
  when: (at: string | null) => string;
  /** The same behind `since`. */
  since: (at: string | null) => string;
}

const unknownTime = 'an unknown time';

/** As it stands, for what is read later, or by a program. */
export const tellByClock: TellTime = {
  when: (at) => `at ${at ?? unknownTime}`,
  since: (at) => at ?? unknownTime,
};

/** From now, for who reads it at once. */
export function tellFrom(now: Date): TellTime {
  const when: TellTime['when'] = (at) => {
    const ms = at === null ? 0 : Date.parse(at) - now.getTime();
    return ms > 0 ? `in ${formatDuration(ms)}` : formatAgo(at, now);
  };
  return { when, since: (at) => (at === null ? unknownTime : when(at)) };
}

/** Whether a report may not be tried yet. @param retryAt ISO 8601; null where it may at any time */
export function isTooEarly(retryAt: string | null, now: Date): retryAt is string {
  return retryAt !== null && Date.parse(retryAt) > now.getTime();
}
