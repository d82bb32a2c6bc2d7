import { createPart, messageOf } from '@owner-report/spool';
import type { Cron } from 'croner';

/** A cron expression that was understood. Times are read off a clock on the wall, as ms since 1970 if it showed UTC. */
export interface CronPattern {
  /** It has particular times of the day: neither its minute nor its hour begins with a star. */
  isFixed: boolean;
  /** Its first time after another one. */
  nextAfter: (wallMs: number) => number;
}

/** Most files have no cron expression. */
export const cronPart = createPart(() => import('croner'));

/** The first time of a pattern is looked for from here on; a day that ever comes does so within 400 years. */
const anyTime = Date.UTC(2000, 0, 1);

// A tick asks for the same few again and again.
const known = new Map<string, CronPattern | string>();

/**
 * Reads a cron expression: five fields, or a name such as `@daily`. What the fields mean is croner's, which of them count
 * as a star is Vixie cron's.
 * @returns why it cannot be used, as text
 * @throws PartNeeded
 */
export function parseCron(text: string): CronPattern | string {
  const found = known.get(text) ?? readCron(text.trim());
  known.set(text, found);
  return found;
}

function readCron(text: string): CronPattern | string {
  const fields = text.split(/\s+/);
  if (!text.startsWith('@') && fields.length !== 5)
    return `expected five fields (minute, hour, day, month, weekday; no seconds, no year), found ${text === '' ? 0 : fields.length}`;
  const [minute, hour, day, , weekday] = text.startsWith('@') ? [] : fields;
  const library = cronPart.get();
  let cron: Cron;
  try {
    // As in cron, a day must fit both fields as soon as one of them begins with a star, be it "*/2".
    cron = new library.Cron(text, { paused: true, utcOffset: 0, domAndDow: isStar(day) || isStar(weekday) });
  } catch (error) {
    return nameField(messageOf(error));
  }
  if (cron.nextRun(new Date(anyTime)) === null) return 'it never comes: none of its months has such a day';
  const nextAfter = (wallMs: number) => cron.nextRun(new Date(wallMs))?.getTime() ?? Infinity;
  return { isFixed: text.toLowerCase() !== '@hourly' && !isStar(minute) && !isStar(hour), nextAfter };
}

// croner counts fields from its seconds on, and days and months from 0. It takes seconds and years, too.
function nameField(message: string): string {
  const fields = ['second', 'minute', 'hour', 'day', 'month', 'weekday'];
  return message
    .replace(/^CronPattern: (?:Syntax error, )?/, '')
    .replace(/exactly five, six, or seven .* are required/, 'expected five fields, or a name such as @daily')
    .replace(/configuration entry (\d)/, (_, index: string) => fields[Number(index)] ?? 'a field')
    .replace(/(?<=Invalid value for (?:day|month|nearestWeekdays): )-?\d+/, (value) => String(Number(value) + 1))
    .replace(/\.$/, '');
}

function isStar(field: string | undefined): boolean {
  return field !== undefined && /^[*?]/.test(field);
}
