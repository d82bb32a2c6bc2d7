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

/** When the last quiet hours before `now` ended, by the minute; undefined where there were none within a day. */
export function findLastQuietEnd(quietHours: QuietHours, now: Date): Date | undefined {
  const thisMinuteMs = Math.floor(now.getTime() / minuteMs) * minuteMs;
  for (let minute = 0; minute <= minutesOfTwoDays / 2; minute += 1) {
    const before = new Date(thisMinuteMs - (minute + 1) * minuteMs);
    if (isQuiet(quietHours, before)) return new Date(before.getTime() + minuteMs);
  }
  return undefined;
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
