import { readCronTable } from '../entry/cronTable.ts';
import type { User } from '../entry/findEntries.ts';
import { readLaunchAgent } from '../entry/launchAgent.ts';
import { readOwnFile } from '../entry/ownFile.ts';
import type { ScheduleEntry } from '../entry/scheduleEntry.ts';
import { parseUnit, readService, type Unit } from '../entry/systemdUnit.ts';
import type { Piece } from '../install/job.ts';

/** The run of the watchdog in a schedule that is not there yet, read as doctor reads one; undefined where it has none. */
export function readPlannedEntry(pieces: readonly Piece[], user: User): ScheduleEntry | undefined {
  return pieces.flatMap((piece) => readPiece(piece, pieces, user))[0];
}

function readPiece({ where, text }: Piece, pieces: readonly Piece[], user: User): ScheduleEntry[] {
  if (where.endsWith('.timer')) return [];
  if (where.endsWith('.plist')) return readLaunchAgent(where, text, user.home);
  if (!where.endsWith('.service')) return readCronTable({ where, text, hasUsers: false }, user.home, readOwnFile);
  const timers = pieces.filter((piece) => piece.where.endsWith('.timer'));
  return readService(toUnit({ where, text }), timers.map(toUnit), user, readOwnFile);
}

function toUnit({ where, text }: Piece): Unit {
  return { where, isOfSystem: false, keys: parseUnit([text]) };
}
