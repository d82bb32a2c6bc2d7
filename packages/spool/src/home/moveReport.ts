import { unlinkSync } from 'node:fs';
import { basename, dirname } from 'node:path';

import { InvalidReportError, IoError, messageOf, OwnerReportError } from '../errors.ts';
import { toPrintableLine } from '../text/terminal.ts';
import { isSameFile, linkDurable, mkdirDurable, syncDir } from './durable.ts';
import { type Home, type Place, reportPath } from './home.ts';
import { lstatIfThere } from './lstatIfThere.ts';
import { readReportBytes } from './readReport.ts';
import { removeTaken, shortenName, takeAside } from './takeAside.ts';

/**
 * Moves a report from where it lies to another place, durably and never over another file: first it is in both places,
 * then only in the new one. Call it with the home's lock held.
 *
 * Guarantee: an edit that takes the report's place meanwhile stays where it was put.
 * @param id its name there.
 * @returns the new path.
 * @throws InvalidReportError when the place holds other content under that id; IoError
 */
export function moveReport(home: Home, path: string, to: Place, id = basename(path, '.md')): string {
  mkdirDurable(home[to]);
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
    removeName(home, path, target);
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

// linkDurable renames where links are refused: then there is nothing left to remove.
function removeName(home: Home, path: string, target: string): void {
  if (path.endsWith('.taken')) {
    // What was taken aside already: nobody edits it there.
    removeTaken(path);
    return;
  }
  const aside = takeAside(home, path);
  if (aside === undefined) return;
  const isMoved = isSameFile(aside, target) || sameBytes(aside, target);
  if (isMoved || linkDurable(aside, path) === 'linked') {
    if (lstatIfThere(aside) !== undefined) unlinkSync(aside);
  } else {
    // Edited twice: the last edit stays, the one before it is kept beside what was moved.
    holdReport(home, aside, basename(path, '.md'));
  }
}

/**
 * Moves a file of `pending/`, or what was taken from there, to `held/`, under its own name or, where that is taken by
 * other content, with `.2`, `.3` … behind it. It may be anything, even no report: its bytes move as they are.
 * @returns the new path.
 * @throws IoError
 */
export function holdReport(home: Home, path: string, id = basename(path, '.md')): string {
  for (let count = 1; ; count += 1) {
    // A file name has at most 255 bytes: `.md` and a count must fit behind it.
    const renamed = count === 1 ? id : `${shortenName(id, 240)}.${count}`;
    try {
      return moveReport(home, path, 'held', renamed);
    } catch (error) {
      if (!(error instanceof InvalidReportError)) throw error;
    }
  }
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
