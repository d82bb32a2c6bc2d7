import { minutesOf } from './timeOfDay.ts';

/** Times of day, "HH:MM", by the clock on the wall. */
export interface QuietHours {
  start: string;
  end: string;
}

const minuteMs = 60_000;
const minutesOfTwoDays = 2 * 24 * 60;

/**
 * Whether the clock on the wall stands in quiet hours at `now`. They may wrap midnight; equal times mean none. On the
 * day the clock is set back, an hour that comes twice counts twice.
 */
export function isQuiet(quietHours: QuietHours, now: Date): boolean {
  const start = minutesOf(quietHours.start);
  const end = minutesOf(quietHours.end);
  const minute = now.getHours() * 60 + now.getMinutes();
  if (start === end) return false;
  return start < end ? start <= minute && minute < end : minute >= start || minute < end;
}

/**
 * How much of the time since `since` was outside quiet hours, in milliseconds, by the minute. What is more than two days
 * back counts whole: by then the hours are no reason any more.
 */
export function msOutsideQuiet(quietHours: QuietHours, since: Date, now: Date): number {
  const nowMs = now.getTime();
  const ageMs = Math.max(0, nowMs - since.getTime());
  let quietMs = 0;
  // Minute by minute from now, each judged by its beginning.
  const minutes = Math.min(Math.ceil(ageMs / minuteMs), minutesOfTwoDays);
  for (let minute = 1; minute <= minutes; minute += 1)
    if (isQuiet(quietHours, new Date(nowMs - minute * minuteMs))) quietMs += minuteMs;
  return Math.max(0, ageMs - quietMs);
}

/** When the quiet hours that hold at `now` end; `now` itself where none do. */
export function findQuietEnd(quietHours: QuietHours, now: Date): Date {
  if (!isQuiet(quietHours, now)) return now;
  // Minute by minute: what the clock does on a day when it is set is told by the clock alone.
  const nextMinuteMs = Math.floor(now.getTime() / minuteMs + 1) * minuteMs;
  for (let minute = 0; minute < minutesOfTwoDays; minute += 1) {
    const at = new Date(nextMinuteMs + minute * minuteMs);
    if (!isQuiet(quietHours, at)) return at;
  }
  return now;
}
