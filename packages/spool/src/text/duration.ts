import { UsageError } from '../errors.ts';
import { showText } from './showText.ts';

const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/**
 * Milliseconds of a duration such as `90`, `90s`, `15m`, `2h`, `30d`, `1w`; a bare number is in seconds.
 * @throws UsageError naming `what`.
 */
export function parseDuration(text: string, what: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)?$/.exec(text.trim());
  if (match === null)
    throw new UsageError(`${what}: expected a duration such as 90s, 15m, 2h or 30d, got ${showText(text)}`);
  return Number(match[1]) * unitMs[(match[2] ?? 's') as keyof typeof unitMs];
}

/**
 * Milliseconds of an age or a span of life, which needs a unit: of `30` some mean seconds, some days, and what is that old is
 * deleted.
 * @throws UsageError naming `what`.
 */
export function parseAge(text: string, what: string): number {
  const number = text.trim();
  if (!/^\d+(?:\.\d+)?$/.test(number)) return parseDuration(text, what);
  throw new UsageError(`${what}: expected a unit, such as 90s, 15m, 2h or 30d, got ${showText(text)}`, {
    remedy: `Write ${number}d for days, ${number}h for hours, ${number}m for minutes, ${number}s for seconds.`,
  });
}

/** A duration for people: its two largest units, such as `3 d 4 h` or `0.4 s`. */
export function formatDuration(ms: number): string {
  const total = Math.max(0, ms);
  if (total < 10_000) return `${(total / 1000).toFixed(1)} s`;
  let rest = Math.round(total / 1000);
  const parts: string[] = [];
  for (const [unit, size] of [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ] as const) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return parts.slice(0, 2).join(' ');
}

/** How long ago a time was, such as `3 min 20 s ago`; null is one that is not on record. @param at ISO 8601 */
export function formatAgo(at: string | null, now: Date): string {
  if (at === null) return 'at an unknown time';
  const ms = now.getTime() - Date.parse(at);
  return ms < 0 ? `${formatDuration(-ms)} ahead of this clock` : `${formatDuration(ms)} ago`;
}
