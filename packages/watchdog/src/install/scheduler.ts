import type { Home } from '@owner-report/spool';

import type { Job, Piece } from './job.ts';
import type { Seal } from './seal.ts';

/** The schedulers that `install` knows. */
export type SchedulerName = 'cron' | 'systemd' | 'launchd';

/** A piece that `install` has made. */
export interface FoundPiece extends Piece, Seal {
  /** Why nobody can tell where it ends, and so what of it is ours; undefined where it is whole. */
  flaw?: string;
}

/** What becomes of a schedule. */
export interface Change {
  home: Home;
  /** What is to be there. */
  put: readonly Piece[];
  /** What of ours was there for this home. What is put again is replaced, all else goes. */
  gone: readonly FoundPiece[];
}

/** One of the schedulers, as far as our own pieces of its tables are concerned. */
export interface Scheduler {
  name: SchedulerName;
  /** Program that it is told by. */
  program: string;
  compose(home: Home, jobs: readonly Job[]): Piece[];
  /**
   * What `install` has made, for whatever home.
   * @throws CannotCreateError where the scheduler refuses this user; MissingProgramError
   */
  read(): Promise<FoundPiece[]>;
  /**
   * Makes sure, before anything is changed, that it can be told.
   * @throws CannotCreateError, MissingProgramError
   */
  assertReady(): Promise<void>;
  /** Whether what is there has been switched on. */
  isOn(pieces: readonly Piece[]): Promise<boolean>;
  /**
   * Puts and takes away, and switches on.
   * @returns what else was done, in words
   * @throws CannotCreateError when the scheduler refuses it
   */
  apply(change: Change): Promise<string[]>;
}
