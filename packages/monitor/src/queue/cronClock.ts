import type { CronPattern } from '../config/cronPattern.ts';

/** How far the clock on the wall is ahead of UTC at a moment (ms since 1970), in minutes. */
export type OffsetAt = (ms: number) => number;

/** That of the time zone of this process. */
export const localOffset: OffsetAt = (ms) => -new Date(ms).getTimezoneOffset();

const minuteMs = 60_000;
const probeMs = 6 * 3_600_000;

/** A change of the clock by more than this is a correction, and what it left out is not made up for. */
export const correctionMs = 3 * 3_600_000;

/**
 * Whether a pattern came after `lastMs`, and not after `nowMs` (ms since 1970), by the rules of Vixie cron (cron.c and
 * cron(8) of Debian). A pattern with a star in minute or hour follows the clock on the wall. One with fixed times that the
 * clock leaves out runs when it has jumped, and does not run again in time that comes twice; changes of more than three
 * hours aside.
 */
export function hasCome(pattern: CronPattern, lastMs: number, nowMs: number, offsetAt: OffsetAt): boolean {
  return pattern.isFixed
    ? hasFixedCome(pattern, lastMs, nowMs, offsetAt)
    : findSpans(lastMs, nowMs, offsetAt).some(({ first, last }) => pattern.nextAfter(first - minuteMs) <= last);
}

function hasFixedCome(pattern: CronPattern, lastMs: number, nowMs: number, offsetAt: OffsetAt): boolean {
  // The minute on the wall up to which all has run. It may be ahead of the clock, by less than three hours.
  let done: number | undefined;
  for (const { first, last } of findSpans(lastMs - probeMs, lastMs, offsetAt)) done = catchUp(done, first, last).done;
  for (const { first, last } of findSpans(lastMs, nowMs, offsetAt)) {
    const step = catchUp(done, first, last);
    if (step.done > step.from && pattern.nextAfter(step.from) <= step.done) return true;
    ({ done } = step);
  }
  return false;
}

// What a span of the clock adds to the minutes that are done: those after `from`, up to `done`.
function catchUp(done: number | undefined, first: number, last: number): { from: number; done: number } {
  const gap = done === undefined ? Infinity : first - done;
  const from = done === undefined || gap > correctionMs || gap <= -correctionMs ? first - minuteMs : done;
  return { from, done: Math.max(from, last) };
}

/** Minutes in a row between two changes of the clock: the first and the last one, as the wall shows them. */
interface Span {
  first: number;
  last: number;
}

// The whole minutes after `fromMs` and up to `toMs`.
function findSpans(fromMs: number, toMs: number, offsetAt: OffsetAt): Span[] {
  const spans: Span[] = [];
  const end = floorMinute(toMs);
  let start = floorMinute(fromMs) + minuteMs;
  while (start <= end) {
    const offset = offsetAt(start);
    let last = start;
    while (last < end && offsetAt(Math.min(last + probeMs, end)) === offset) last = Math.min(last + probeMs, end);
    if (last < end) last = findLast(last, Math.min(last + probeMs, end), offset, offsetAt);
    spans.push({ first: start + offset * minuteMs, last: last + offset * minuteMs });
    start = last + minuteMs;
  }
  return spans;
}

// The last minute with an offset that holds at `low`, and not any more at `high`.
function findLast(low: number, high: number, offset: number, offsetAt: OffsetAt): number {
  let [holds, ends] = [low, high];
  while (ends - holds > minuteMs) {
    const middle = floorMinute((holds + ends) / 2);
    if (offsetAt(middle) === offset) holds = middle;
    else ends = middle;
  }
  return holds;
}

function floorMinute(ms: number): number {
  return Math.floor(ms / minuteMs) * minuteMs;
}
