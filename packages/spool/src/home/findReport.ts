import { realpathSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';

import { NotFoundError, UsageError } from '../errors.ts';
import { assertResolvable } from '../text/assertResolvable.ts';
import { quoteWord } from '../text/quoteWord.ts';
import { toPrintableLine } from '../text/terminal.ts';
import { type Home, type Place, places, reportPath } from './home.ts';
import { lstatIfThere } from './lstatIfThere.ts';

/** A report file that exists in one of the places. */
export interface Located {
  id: string;
  place: Place;
  path: string;
}

/**
 * Finds a report by its id, its file name, or a path into one of the home's places. An id may end like the name of a file: what is
 * the id of a report is no file name.
 * @param among places to look in, in that order.
 * @throws NotFoundError, UsageError for a path that leads elsewhere.
 */
export function findReport(home: Home, idOrPath: string, among: readonly Place[] = places): Located {
  const name = basename(idOrPath);
  const stem = name.replace(/\.md$/, '');
  if (stem === '' || stem === '..' || stem.includes('\0'))
    throw new UsageError(`expected a report id or path, got ${JSON.stringify(idOrPath)}`);
  if (!idOrPath.includes('/'))
    return findReportById(home, name !== stem && isIdOfReport(home, name) ? name : stem, among, idOrPath);
  const place = placeOfPath(home, idOrPath);
  const path = reportPath(home, place, stem);
  if (among.includes(place) && lstatIfThere(path) !== undefined) return { id: stem, place, path };
  throw notFound(home, stem, [place], idOrPath);
}

/**
 * Finds a report by its id alone.
 * @param shown what it is called in a message
 * @throws NotFoundError
 */
export function findReportById(home: Home, id: string, among: readonly Place[] = places, shown = id): Located {
  for (const place of among) {
    const path = reportPath(home, place, id);
    if (lstatIfThere(path) !== undefined) return { id, place, path };
  }
  throw notFound(home, id, among, shown);
}

function isIdOfReport(home: Home, name: string): boolean {
  return places.some((place) => lstatIfThere(reportPath(home, place, name)) !== undefined);
}

function notFound(home: Home, id: string, among: readonly Place[], shown: string): NotFoundError {
  const looked = among.map((place) => home[place]).join(', ');
  const elsewhere = findElsewhere(home, id, among);
  return new NotFoundError(`${toPrintableLine(shown)}: no such report in ${looked}${elsewhere}`, {
    remedy: `List what is there with "ls ${quoteWord(home.dir)}/*/", or choose the home with --home.`,
  });
}

function findElsewhere(home: Home, id: string, among: readonly Place[]): string {
  for (const place of places) {
    const path = reportPath(home, place, id);
    if (!among.includes(place) && lstatIfThere(path) !== undefined) return `; it is ${toPrintableLine(path)}`;
  }
  return '';
}

function placeOfPath(home: Home, path: string): Place {
  assertResolvable(path, 'the report');
  const dir = dirname(resolve(path));
  for (const place of places) if (resolve(home[place]) === dir || isSameDir(home[place], dir)) return place;
  throw new UsageError(`${toPrintableLine(path)}: expected a path in ${home.pending}, ${home.sent} or ${home.held}`, {
    remedy: 'Give the report id alone, or choose its home with --home.',
  });
}

// The home, or a directory above it, may be known by a link as well.
function isSameDir(a: string, b: string): boolean {
  try {
    return realpathSync(a) === realpathSync(b);
  } catch {
    return false;
  }
}
