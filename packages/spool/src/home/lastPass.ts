import type { ExitCode } from '../errors.ts';
import type { Home } from './home.ts';
import { noteFile } from './noteFile.ts';
import { readPlainFile } from './readPlainFile.ts';

/** What passes remember of lanes, where there are routes, and where their `maxCount` was used up before the last one. */
export interface Turns {
  /** By lane: in how many passes in a row it was not reached. */
  notReached: Readonly<Record<string, number>>;
  /** Passes in a row that went by the order of the lanes alone, since a lane had its turn. */
  sinceTurn: number;
}

/** Where each lane was reached. */
export const noTurns: Turns = { notReached: {}, sinceTurn: 0 };

/** How the last pass ended; for people who watch the watchdog. */
type PassNote = { exit_code: ExitCode; turns?: Turns } & (
  | {
      /** Reports that it sent, or found to be sent. */
      sent: number;
      /** Reports that were in `pending/` when it ended, as far as it saw. */
      left: number;
    }
  | {
      /** What broke it off. */
      error: string;
    }
);

/** What the last pass has noted of turns; nothing where that cannot be read: only the turn of a lane depends on it. */
export function readTurns(home: Home): Turns {
  try {
    const { not_reached: counts, since_turn: since } = JSON.parse(readPlainFile(home.lastPass)) as Noted;
    const known = Object.entries(counts ?? {}).filter(([, count]) => isCount(count));
    return { notReached: Object.fromEntries(known) as Turns['notReached'], sinceTurn: isCount(since) ? since : 0 };
  } catch {
    return noTurns;
  }
}

// As it stands in the file.
interface Noted {
  not_reached?: object;
  since_turn?: unknown;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function toNoted({ notReached, sinceTurn }: Turns): Noted {
  return Object.keys(notReached).length === 0 ? {} : { not_reached: notReached, since_turn: sinceTurn };
}

/** Notes in `last-pass.json` that a pass has ended, and how. Never throws. */
export function noteLastPass(home: Home, { turns = noTurns, ...pass }: PassNote, now: Date): void {
  noteFile(home, home.lastPass, { ...pass, ...toNoted(turns) }, now);
}
