import { parseCron } from '../config/cronPattern.ts';
import type { Job } from '../config/job.ts';
import type { Memory } from '../evaluate/memory.ts';
import { correctionMs, hasCome, localOffset, type OffsetAt } from './cronClock.ts';

/** What is remembered of a schedule: the slot, in seconds since 1970, that was taken up, and which schedule it is of. */
export type Slot = Pick<Memory, 'lastScheduledAt' | 'schedule'>;

/** Whether a scheduled job is to be run now, and what to remember then. */
export interface Due {
  due: boolean;
  slot: Slot;
}

/** What is remembered of a job without a schedule that counts; the next one begins with its next time. */
const noSchedule = 'none';

/** Ticks come about once a minute, in seconds. */
const tickSeconds = 60;

/** Whether a job is one that its schedule runs. */
export function isScheduled(job: Job): job is Job & { schedule: NonNullable<Job['schedule']> } {
  return job.schedule !== undefined && job.enabled && job.kind === 'one_shot_read';
}

/**
 * Looks at a job's schedule. However many runs were missed, they are made up for once. An interval begins with a run, a
 * cron expression (in local time) at its next time after the first look; a schedule that is another one than before, or
 * was switched off in between, begins with its next time.
 * @returns undefined for a job that has none and had none
 */
export function checkSchedule(job: Job, before: Slot, now: Date, offsetAt = localOffset): Due | undefined {
  const nowSeconds = now.getTime() / 1000;
  if (!isScheduled(job)) return forgetSchedule(before);
  const schedule = JSON.stringify(job.schedule);
  const isOther = before.schedule !== undefined && before.schedule !== schedule;
  const last = isOther ? undefined : before.lastScheduledAt;
  const found = isOther
    ? { due: false, at: nowSeconds }
    : 'everySeconds' in job.schedule
      ? checkInterval(job.schedule.everySeconds, last, nowSeconds)
      : checkCron(job.schedule.cron, last, nowSeconds, offsetAt);
  return { due: found.due, slot: { lastScheduledAt: found.at, schedule } };
}

/** What to remember of a job whose schedule does not count any more, so that a later one does not make up for it. */
export function forgetSchedule(before: Slot): Due | undefined {
  if (before.lastScheduledAt === undefined) return undefined;
  return { due: false, slot: { lastScheduledAt: undefined, schedule: noSchedule } };
}

interface Found {
  due: boolean;
  /** The slot, in seconds since 1970. */
  at: number;
}

// The rhythm stays that of the first run, whenever in its minute a tick comes.
function checkInterval(everySeconds: number, last: number | undefined, now: number): Found {
  if (last === undefined) return { due: true, at: now };
  // Set back since: by a correction it begins anew, by less it waits for one interval from now on.
  if (last - now > correctionMs / 1000) return { due: true, at: now };
  if (last > now && !isMetEarly(everySeconds, last, now)) return { due: false, at: now };
  const passed = Math.floor((now - last) / everySeconds);
  if (passed > 0) return { due: true, at: last + passed * everySeconds };
  const next = last + everySeconds;
  return isMetEarly(everySeconds, next, now) ? { due: true, at: next } : { due: false, at: last };
}

// A run that falls into this minute belongs to the tick of this minute. Where another tick would already be the next
// run's, one that comes a little early counts, too.
function isMetEarly(everySeconds: number, next: number, now: number): boolean {
  const cell = Math.min(tickSeconds, everySeconds);
  if (Math.floor(next / cell) === Math.floor(now / cell)) return true;
  return everySeconds < 2 * tickSeconds && next - now <= everySeconds / 10;
}

function checkCron(text: string, last: number | undefined, now: number, offsetAt: OffsetAt): Found {
  const pattern = parseCron(text);
  if (last === undefined || typeof pattern === 'string') return { due: false, at: now };
  const nowMs = now * 1000;
  // Set back since. Fixed times wait until they come again, so that nothing runs twice; all else follows the clock.
  const isBehind = last > now;
  if (isBehind && pattern.isFixed && last * 1000 - nowMs < correctionMs) return { due: false, at: last };
  const due = hasCome(pattern, isBehind ? nowMs - tickSeconds * 1000 : last * 1000, nowMs, offsetAt);
  return { due, at: due || isBehind ? now : last };
}
