import { statSync } from 'node:fs';

import type { Lane, Settings } from '@owner-report/cli';
import {
  appendDelivery,
  type DeliveryEvent,
  errnoOf,
  type Home,
  IoError,
  type Lock,
  LockedError,
  lockHome,
  lstatIfThere,
  messageOf,
} from '@owner-report/spool';

import { fencePath, writeFence } from './fence.ts';

/** The right to deliver in one home: its lock, and the newest fence. */
export interface Pass {
  home: Home;
  settings: Settings;
  /** The lane that it serves, where there are routes: see `passOfLane`. */
  lane?: Lane;
  lock: Lock;
  /** Token of the fence. */
  token: string;
  /** There was no fence before: the home is new, or somebody has removed what was known of attempts. */
  isFirst: boolean;
  /** A send of its own was let go, and what came of it is not on record yet: nobody else may know of it. */
  isSending: boolean;
  /** The clock of all its rules. */
  now: () => Date;
  /** Appends to the delivery log; a log that cannot be written stops nothing. */
  log: (event: DeliveryEvent) => void;
  /** Tells the operator what is odd, and stops nothing. */
  warn: (text: string) => void;
}

/**
 * Opens a pass.
 * @throws LockedError when another one is at work for longer than `waitMs`; CannotCreateError, IoError of the home
 */
export async function openPass(
  home: Home,
  settings: Settings,
  waitMs: number,
  warn: (text: string) => void,
): Promise<Pass> {
  assertSentIsDirectory(home);
  const lock = await lockHome(home, waitMs);
  try {
    // Looked at, not read: one of another user is replaced all the same.
    const isFirst = lstatIfThere(fencePath(home)) === undefined;
    const token = beginFence(home, lock);
    const now = () => new Date();
    const log = (event: DeliveryEvent) => {
      try {
        appendDelivery(home, event, now());
      } catch (error) {
        warn(`${home.deliveries}: this event could not be logged: ${messageOf(error)}`);
      }
    };
    return { home, settings, lock, token, isFirst, isSending: false, now, log, warn };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function beginFence(home: Home, lock: Lock): string {
  try {
    return writeFence(home, lock);
  } catch (error) {
    if (error instanceof LockedError) throw error;
    // A pass that holds the lock too, stolen in a race, clears away what is half written.
    if (errnoOf(error) === 'ENOENT')
      throw new LockedError(`${home.dir}: another pass took over while this one began`, {
        cause: error,
        remedy: 'Nothing was sent here; that pass, or the next, goes on.',
      });
    throw new IoError(`${home.attempts}: cannot be written: ${messageOf(error)}`, {
      cause: error,
      remedy: 'Mend its owner, permissions or disk. Nothing was sent.',
    });
  }
}

// An obstacle in place of sent/ is an input/output error of this delivery, not a home that cannot be made.
function assertSentIsDirectory(home: Home): void {
  const info = statSync(home.sent, { throwIfNoEntry: false });
  if (info === undefined || info.isDirectory()) return;
  throw new IoError(`${home.sent}: expected a directory, found something else`, {
    remedy: 'Move it out of the way. Nothing was sent.',
  });
}
