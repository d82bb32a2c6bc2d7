const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

interface Field {
  what: string;
  from: number;
  to: number;
  /** Words for the numbers, from `from` on. */
  words?: readonly string[];
}

const fields: readonly Field[] = [
  { what: 'minute', from: 0, to: 59 },
  { what: 'hour', from: 0, to: 23 },
  { what: 'day of the month', from: 1, to: 31 },
  { what: 'month', from: 1, to: 12, words: months },
  { what: 'day of the week', from: 0, to: 7, words: days },
];

// 29 for February: leap years come.
const daysOfMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Why cron would refuse the five fields of a crontab line, or never run it; undefined when it comes. */
export function findScheduleFault(schedule: string): string | undefined {
  const parts = schedule.split(/\s+/);
  const sets = parts.map((part, index) => readField(part, fields[index] as Field));
  const bad = sets.findIndex((set) => set === undefined);
  if (bad >= 0) {
    const { what, from, to } = fields[bad] as Field;
    return `"${parts[bad]}" is no ${what} that cron knows (${from} to ${to})`;
  }
  const [, , dayField = '', , weekdayField = ''] = parts;
  // A day of the week as well: cron takes whichever comes.
  if (dayField.startsWith('*') || !weekdayField.startsWith('*')) return undefined;
  const [dates, ofMonths] = [sets[2], sets[3]] as [Set<number>, Set<number>];
  const comes = [...ofMonths].some((month) => Math.min(...dates) <= (daysOfMonths[month - 1] as number));
  return comes ? undefined : `the schedule "${schedule}" never comes: no such month has such a day`;
}

// Two years and some, so that a leap year hardly counts.
const countedDays = 800;

/**
 * Whether the five fields of a crontab line come less than once a day, or pass over more days than those of a weekend.
 */
export function isRareSchedule(schedule: string): boolean {
  const parts = schedule.split(/\s+/);
  const sets = parts.map((part, index) => readField(part, fields[index] as Field));
  const [minutes, hours, dates, ofMonths, weekdays] = sets;
  if (!minutes || !hours || !dates || !ofMonths || !weekdays) return false;
  const isEither = !(parts[2] ?? '').startsWith('*') && !(parts[4] ?? '').startsWith('*');
  let count = 0;
  for (let index = 0; index < countedDays; index += 1) {
    const day = new Date(Date.UTC(2026, 0, 1 + index));
    const isDate = dates.has(day.getUTCDate());
    const isWeekday = weekdays.has(day.getUTCDay()) || (day.getUTCDay() === 0 && weekdays.has(7));
    const comes = isEither ? isDate || isWeekday : isDate && isWeekday;
    if (comes && ofMonths.has(day.getUTCMonth() + 1)) count += 1;
  }
  const share = count / countedDays;
  return share < 0.7 || share * minutes.size * hours.size < 1;
}

function readField(text: string, field: Field): Set<number> | undefined {
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(\*|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(part);
    if (match === null) return undefined;
    const [, whole, first = '', last, stepText] = match;
    const step = stepText === undefined ? 1 : Number(stepText);
    const from = whole === '*' ? field.from : toNumber(first, field);
    const to =
      whole === '*'
        ? field.to
        : last === undefined
          ? stepText === undefined
            ? from
            : field.to
          : toNumber(last, field);
    if (from === undefined || to === undefined || step === 0 || from > to) return undefined;
    for (let value = from; value <= to; value += step) found.add(value);
  }
  return found;
}

function toNumber(text: string, { from, to, words = [] }: Field): number | undefined {
  const word = words.indexOf(text.toLowerCase());
  const value = word >= 0 ? word + from : Number(text);
  return /^\d+$/.test(text) || word >= 0 ? (value >= from && value <= to ? value : undefined) : undefined;
}
