import { InvalidReportError } from '../errors.ts';
import { randomName } from '../text/randomName.ts';

const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
/** The form of an id, for messages. */
export const reportIdForm = 'letters, digits, ".", "_" and "-" (first a letter or digit, at most 128, no "..")';
const stampPattern = /^\d{8}T\d{9}Z(?![A-Za-z0-9])/;
const maxSlugLength = 40;
const suffixLength = 6;

/** Whether `id` may name a report: letters, digits, `.`, `_`, `-`, at most 128, no `..`, so never a path. */
export function isReportId(id: string): boolean {
  return idPattern.test(id) && !id.includes('..');
}

/** @throws InvalidReportError when `id` cannot name a report; `where` says where it was found. */
export function assertReportId(id: string, where: string): void {
  if (isReportId(id)) return;
  throw new InvalidReportError(`${where}: expected a report id of ${reportIdForm}, got ${JSON.stringify(id)}`, {
    remedy: 'Choose an id of that form, or leave it out to have one made.',
  });
}

/** A new id that begins with the UTC time `now`, so that names sort in the order of their making. */
export function generateReportId(worker: string, taskId: string, now: Date): string {
  const stamp = now.toISOString().replace(/[-:.]/g, '');
  const parts = [stamp, toSlug(worker), toSlug(taskId), randomName(suffixLength)];
  return parts.filter((part) => part !== '').join('-');
}

/** UTC milliseconds that an id begins with, or undefined when it has no valid time stamp. */
export function timeOfReportId(id: string): number | undefined {
  if (!stampPattern.test(id)) return undefined;
  const [year, month, day] = [digitsAt(id, 0, 4), digitsAt(id, 4, 2), digitsAt(id, 6, 2)];
  const [hour, minute, second] = [digitsAt(id, 9, 2), digitsAt(id, 11, 2), digitsAt(id, 13, 2)];
  // Date.UTC takes a year of two digits for one of the last century.
  if (year < 100 || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return undefined;
  const time = Date.UTC(year, month - 1, day, hour, minute, second, digitsAt(id, 15, 3));
  // It rolls 30 February over into March, too: such a stamp is no time.
  return day > 28 && new Date(time).getUTCDate() !== day ? undefined : time;
}

// Called for each of a hundred thousand names, so it makes no substrings.
function digitsAt(text: string, start: number, count: number): number {
  let number = 0;
  for (let index = start; index < start + count; index += 1) number = number * 10 + text.charCodeAt(index) - 48;
  return number;
}

function toSlug(text: string): string {
  return text
    .replace(/[^A-Za-z0-9_]+/g, '-')
    .slice(0, maxSlugLength)
    .replace(/^-+|-+$/g, '');
}
