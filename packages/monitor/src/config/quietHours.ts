import type { QuietHours } from './job.ts';
import { minutesOf } from './timeOfDay.ts';

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
