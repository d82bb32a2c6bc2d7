import { type DeliveryLine, isOutcome } from '@owner-report/spool';

import { type Markup, markup } from './markup.ts';

const hourMs = 3_600_000;
export const plottedHours = 48;

/** How many attempts ended well, and how many did not, in one hour. */
interface Hour {
  sent: number;
  failed: number;
}

const width = 360;
const height = 120;
const left = 28;
const top = 10;
const bottom = 24;

/** Attempts by hour, as bars: those that did not succeed stand above those that did. */
export function plot(lines: Iterable<DeliveryLine>, now: Date): Markup {
  const hours = countByHour(lines, now);
  const most = Math.max(1, ...hours.map(({ sent, failed }) => sent + failed));
  const step = (width - left - 8) / plottedHours;
  const high = (count: number) => (count / most) * (height - top - bottom);
  const base = height - bottom;
  const bars = hours.map(({ sent, failed }, index) => {
    const x = left + index * step;
    const bar = (kind: keyof Hour, count: number, y: number) =>
      count > 0 &&
      markup`<rect
        class="${kind}"
        x="${round(x)}"
        y="${round(y)}"
        width="${round(step - 1)}"
        height="${round(high(count))}"
      />`;
    return [bar('sent', sent, base - high(sent)), bar('failed', failed, base - high(sent) - high(failed))];
  });
  const [sent, failed] = [sumOf(hours, 'sent'), sumOf(hours, 'failed')];
  const label = `Attempts of the last ${plottedHours} hours: ${sent} sent, ${failed} not`;
  return markup`<svg class="plot" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">
      <line x1="${left}" x2="${width - 8}" y1="${base}" y2="${base}" />
      <text x="${left - 6}" y="${top + 10}" text-anchor="end">${most}</text>
      <text x="${left - 6}" y="${base}" text-anchor="end">0</text>
      ${bars}
      <text x="${left}" y="${height - 7}">${plottedHours} h ago</text>
      <text x="${width - 8}" y="${height - 7}" text-anchor="end">now</text>
    </svg>
    <p class="small soft">${label}.</p>`;
}

function countByHour(lines: Iterable<DeliveryLine>, now: Date): Hour[] {
  const hours = Array.from({ length: plottedHours }, (): Hour => ({ sent: 0, failed: 0 }));
  for (const { at, event } of lines) {
    const hour = hours[plottedHours - 1 - Math.floor((now.getTime() - Date.parse(at)) / hourMs)];
    if (hour !== undefined && isOutcome(event)) hour[event === 'sent' ? 'sent' : 'failed'] += 1;
  }
  return hours;
}

function sumOf(hours: readonly Hour[], kind: keyof Hour): number {
  return hours.reduce((sum, hour) => sum + hour[kind], 0);
}

function round(length: number): string {
  return length.toFixed(1);
}
