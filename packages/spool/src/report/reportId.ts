import { InvalidReportError } from '../errors.ts';
import { randomName } from '../text/randomName.ts';

const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
/** The form of an id, for messages. */
export const reportIdForm = 'letters, digits, ".", "_" and "-" (first a letter or digit, at most 128, no "..")';
const stampPattern = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\d{3})Z(?![A-Za-z0-9])/;
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
  const match = stampPattern.exec(id);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, milli] = match;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.${milli}Z`;
  const time = Date.parse(iso);
  // Date.parse rolls 30 February over into March: such a stamp is no time.
  if (Number.isNaN(time) || new Date(time).toISOString() !== iso) return undefined;
  return time;
}

function toSlug(text: string): string {
  return text
    .replace(/[^A-Za-z0-9_]+/g, '-')
    .slice(0, maxSlugLength)
    .replace(/^-+|-+$/g, '');
}
