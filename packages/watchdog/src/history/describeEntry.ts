import { formatDuration } from '@owner-report/spool';

import type { HistoryEntry } from './toEntry.ts';

/** An event on one line: when, what became of which report, by which way, after how many tries. */
export function describeEntry(entry: HistoryEntry): string {
  const { at, event, report_id: id, title } = entry;
  const facts = [...describeWay(entry), ...describeTry(entry)].join(', ');
  const parts = [toLocalTime(new Date(at)), event.padEnd(9), id, title ?? '', facts === '' ? '' : `(${facts})`];
  const line = parts.filter((part) => part !== '').join('  ');
  return entry.reason === undefined ? line : `${line}: ${entry.reason}`;
}

function describeWay({ route, fallback }: HistoryEntry): string[] {
  return [...(route === undefined ? [] : [`route ${route}`]), ...(fallback === true ? ['fallback'] : [])];
}

function describeTry({ attempt, duration_ms: duration, recovered, maybe_duplicate: flagged }: HistoryEntry): string[] {
  return [
    ...(attempt === undefined ? [] : [`attempt ${attempt}`]),
    ...(flagged === true ? ['perhaps a second time'] : []),
    ...(recovered === true ? ['known from its receipt'] : []),
    ...(duration === undefined ? [] : [formatDuration(duration)]),
  ];
}

/** A time as a clock on the wall shows it, such as `2026-11-27 03:04:05`. */
function toLocalTime(time: Date): string {
  const two = (count: number) => String(count).padStart(2, '0');
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${day} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':')}`;
}
