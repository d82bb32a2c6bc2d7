import { opendirSync, type Dirent } from 'node:fs';

import { errnoOf } from '../errors.ts';
import { timeOfReportId } from '../report/reportId.ts';
import { cannotList } from './cannotList.ts';
import type { Home, Place } from './home.ts';
import { lstatIfThere } from './lstatIfThere.ts';

// Between 32 and 4096: larger buffers make opendir quadratic.
const opendirBuffer = 1024;

/** A file in the queue, before it is opened. */
export interface Entry {
  /** File name without `.md`. */
  id: string;
  path: string;
  /** Place in the queue, Unix milliseconds: the time in the name, else the file's mtime. */
  queueTimeMs: number;
}

/** What one place holds. */
export interface Listing {
  /** The oldest entries, oldest first; ties by name. */
  entries: Entry[];
  /** How many entries there are, beyond `limit` too. */
  total: number;
  /** Names of links, directories, FIFOs and names that are not UTF-8: never opened. */
  foreign: string[];
}

/**
 * Lists a place in queue order. Dotfiles and names without `.md` are not reports and are passed over.
 * @param limit keep only the oldest so many, in constant memory.
 * @throws IoError when the directory is there but cannot be read.
 */
export function listReports(home: Home, place: Place, limit = Infinity): Listing {
  const listing: Listing = { entries: [], total: 0, foreign: [] };
  const keep = limit === Infinity ? undefined : Math.max(0, limit);
  try {
    const dir = home[place];
    for (const item of readNames(dir)) {
      if (!isReportName(item.name)) continue;
      const path = `${dir}/${item.name}`;
      const entry = isForeignName(item.name) ? undefined : toEntry(item.name.slice(0, -3), path, item.isFile());
      if (entry === 'gone') continue;
      if (entry === undefined) {
        listing.foreign.push(item.name);
        continue;
      }
      listing.total += 1;
      if (keep === undefined) listing.entries.push(entry);
      else keepOldest(listing.entries, entry, keep);
    }
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return listing;
    throw cannotList(home[place], error);
  }
  if (keep === undefined) listing.entries.sort(compareEntries);
  listing.foreign.sort();
  return listing;
}

/**
 * Whether there is any name in a place that may be a report; it looks no further than the first.
 * @throws IoError as `listReports` does.
 */
export function hasReports(home: Home, place: Place): boolean {
  try {
    for (const { name } of readNames(home[place])) if (isReportName(name)) return true;
    return false;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw cannotList(home[place], error);
  }
}

function isReportName(name: string): boolean {
  return name.endsWith('.md') && !name.startsWith('.');
}

function* readNames(dir: string): Generator<Dirent> {
  const handle = opendirSync(dir, { bufferSize: opendirBuffer });
  try {
    for (let item = handle.readSync(); item !== null; item = handle.readSync()) yield item;
  } finally {
    handle.closeSync();
  }
}

// Node shows bytes that are not UTF-8 as U+FFFD; such a name cannot be opened by that string.
function isForeignName(name: string): boolean {
  return name.includes('\uFFFD');
}

function toEntry(id: string, path: string, isFile: boolean): Entry | 'gone' | undefined {
  const time = timeOfReportId(id);
  if (isFile && time !== undefined) return { id, path, queueTimeMs: time };
  const info = lstatIfThere(path);
  if (info === undefined) return 'gone';
  if (!info.isFile()) return undefined;
  return { id, path, queueTimeMs: time ?? Number(info.mtimeMs) };
}

function compareEntries(a: Entry, b: Entry): number {
  if (a.queueTimeMs !== b.queueTimeMs) return a.queueTimeMs - b.queueTimeMs;
  return a.id < b.id ? -1 : Number(a.id > b.id);
}

// `sorted` never grows beyond `limit`, so that a pass over a million files keeps five.
function keepOldest(sorted: Entry[], entry: Entry, limit: number): void {
  const last = sorted.at(-1);
  if (sorted.length >= limit && (last === undefined || compareEntries(entry, last) >= 0)) return;
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareEntries(sorted[middle] as Entry, entry) < 0) low = middle + 1;
    else high = middle;
  }
  sorted.splice(low, 0, entry);
  if (sorted.length > limit) sorted.pop();
}
