import { unlinkSync } from 'node:fs';
import { basename, dirname } from 'node:path';

import { InvalidReportError, IoError, messageOf, OwnerReportError } from '../errors.ts';
import { toPrintableLine } from '../text/terminal.ts';
import { toWellFormed } from '../text/toWellFormed.ts';
import { linkDurable, syncDir } from './durable.ts';
import { ensureHome, type Home, type Place, reportPath } from './home.ts';
import { lstatIfThere } from './lstatIfThere.ts';
import { readReportBytes } from './readReport.ts';

/**
 * Moves a report from where it lies to another place, durably and never over another file: first it is in both places,
 * then only in the new one. Call it with the home's lock held.
 * @param id its name there.
 * @returns the new path.
 * @throws InvalidReportError when the place holds other content under that id; IoError
 */
export function moveReport(home: Home, path: string, to: Place, id = basename(path, '.md')): string {
  ensureHome(home);
  const target = reportPath(home, to, id);
  try {
    if (linkDurable(path, target) === 'taken' && !sameBytes(path, target)) {
      throw new InvalidReportError(
        `${toPrintableLine(target)}: expected no report of that id there, found other content`,
        {
          remedy: `Compare it with ${toPrintableLine(path)} and rename one of them (file name and report_id).`,
        },
      );
    }
    // linkDurable renames where links are refused: then there is nothing left to unlink.
    if (lstatIfThere(path) !== undefined) unlinkSync(path);
    syncDir(dirname(path));
    return target;
  } catch (error) {
    if (error instanceof OwnerReportError) throw error;
    throw new IoError(`${toPrintableLine(path)}: cannot be moved to ${home[to]}: ${messageOf(error)}`, {
      cause: error,
      remedy: 'Nothing is lost: it is in one of the two places, or in both. Mend the cause and run the command again.',
    });
  }
}

/**
 * Moves a file of `pending/` to `held/`, under its own name or, where that is taken by other content, with `.2`, `.3` …
 * behind it. It may be anything, even no report: its bytes move as they are.
 * @returns the new path.
 * @throws IoError
 */
export function holdReport(home: Home, path: string): string {
  const id = basename(path, '.md');
  for (let count = 1; ; count += 1) {
    const renamed = count === 1 ? id : `${shorten(id)}.${count}`;
    try {
      return moveReport(home, path, 'held', renamed);
    } catch (error) {
      if (!(error instanceof InvalidReportError)) throw error;
    }
  }
}

// A file name has at most 255 bytes: `.md` and a count must fit behind it.
function shorten(id: string): string {
  let short = id;
  while (Buffer.byteLength(short) > 240) short = toWellFormed(short.slice(0, -1));
  return short;
}

function sameBytes(a: string, b: string): boolean {
  try {
    const [x, y] = [readReportBytes(a), readReportBytes(b)];
    return x.bytes.equals(y.bytes);
  } catch (error) {
    // What is no report can be told by nothing but its name.
    if (error instanceof InvalidReportError) return false;
    throw error;
  }
}
