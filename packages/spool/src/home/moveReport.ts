import { unlink } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

import { InvalidReportError, IoError, messageOf, OwnerReportError } from '../errors.ts';
import { linkDurable, lstatIfThere, syncDir } from './durable.ts';
import { ensureHome, reportPath, type Home, type Place } from './home.ts';
import { readReportBytes } from './readReport.ts';

/**
 * Moves a report from where it lies to another place, durably and never over another file: first it is in both places,
 * then only in the new one. Call it with the home's lock held.
 * @returns the new path.
 * @throws InvalidReportError when the place holds other content under that id; IoError
 */
export async function moveReport(home: Home, path: string, to: Place): Promise<string> {
  await ensureHome(home);
  const target = reportPath(home, to, basename(path, '.md'));
  try {
    if ((await linkDurable(path, target)) === 'taken' && !(await sameBytes(path, target))) {
      throw new InvalidReportError(`${target}: expected no report of that id there, found other content`, {
        remedy: `Compare it with ${path} and rename one of them (file name and report_id).`,
      });
    }
    // linkDurable renames where links are refused: then there is nothing left to unlink.
    if ((await lstatIfThere(path)) !== undefined) await unlink(path);
    await syncDir(dirname(path));
    return target;
  } catch (error) {
    if (error instanceof OwnerReportError) throw error;
    throw new IoError(`${path}: cannot be moved to ${home[to]}: ${messageOf(error)}`, {
      cause: error,
      remedy: 'Nothing is lost: it is in one of the two places, or in both. Mend the cause and run the command again.',
    });
  }
}

async function sameBytes(a: string, b: string): Promise<boolean> {
  const [x, y] = await Promise.all([readReportBytes(a), readReportBytes(b)]);
  return x.bytes.equals(y.bytes);
}
