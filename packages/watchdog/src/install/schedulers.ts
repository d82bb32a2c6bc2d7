import { isAbsolute } from 'node:path';

import { type Home, lstatIfThere, NotApprovedError } from '@owner-report/spool';

import { editHint } from '../entry/cronTable.ts';
import { realPathOf } from '../entry/userPlaces.ts';
import { cron } from './cron.ts';
import { type ExtraJob, extraJobs, type Piece } from './job.ts';
import { launchd } from './launchd.ts';
import type { FoundPiece, Scheduler } from './scheduler.ts';
import { systemd } from './systemd.ts';

/** Every scheduler there is. */
export const schedulers: readonly Scheduler[] = [cron, systemd, launchd];

/**
 * What `install` has made for a home, by whatever name that was called.
 * @throws NotApprovedError for what is not whole any more; as `Scheduler.read`
 */
export async function findInstalled(scheduler: Scheduler, home: Home): Promise<FoundPiece[]> {
  const own = realPathOf(home.dir);
  const found = (await scheduler.read()).filter((piece) => realPathOf(piece.home) === own);
  const broken = found.find(({ flaw }) => flaw !== undefined);
  if (broken === undefined) return found;
  throw new NotApprovedError(`${broken.where}: expected ${broken.flaw} for ${broken.home}, found none`, {
    remedy: `Nothing was changed, since nobody can tell what is ours. Put it back, or take our lines out: ${editHint(broken.where)}`,
  });
}

/** What was found starts beside the watchdog. */
export function findExtras(found: readonly FoundPiece[]): ExtraJob[] {
  return extraJobs.filter((name) => found.some(({ text }) => text.includes(`owner-report-${name}.cjs`)));
}

/** Whether the schedule that is there is the one that is wanted, word by word. */
export function isSame(found: readonly Piece[], wanted: readonly Piece[]): boolean {
  const isIn = (pieces: readonly Piece[]) => (one: Piece) =>
    pieces.some(({ where, text }) => where === one.where && text === one.text);
  return found.length === wanted.length && found.every(isIn(wanted));
}

/**
 * Makes sure that nothing is lost that somebody else has written.
 * @param found what `install` has made
 * @param wanted what is to stand there; nothing when it is taken away
 * @throws NotApprovedError for a piece that was edited, and for a file that is not ours in the place of one
 */
export function assertUnedited(found: readonly FoundPiece[], wanted: readonly Piece[]): void {
  const edited = found.filter(({ isIntact, text }) => !isIntact && wanted.every((piece) => piece.text !== text));
  const isForeign = ({ where }: Piece) =>
    isAbsolute(where) && lstatIfThere(where) !== undefined && found.every((piece) => piece.where !== where);
  const [where] = [...edited, ...wanted.filter(isForeign)].map((piece) => piece.where);
  if (where === undefined) return;
  throw new NotApprovedError(
    `${where}: expected what "install" has written, found it edited by hand, or written by somebody else`,
    {
      remedy:
        wanted.length === 0
          ? 'Nothing was changed. --print shows it; --force takes it away all the same.'
          : 'Nothing was changed. --print shows what install would write; --force puts that in its place.',
    },
  );
}
