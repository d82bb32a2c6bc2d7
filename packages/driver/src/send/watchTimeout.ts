import { GroupEnd, signalGroup } from '@owner-report/cli';
import { messageOf } from '@owner-report/spool';

import { type AttemptFiles, markTimedOut } from '../attempt/attemptFiles.ts';
import { type Claim, readClaim } from '../attempt/claim.ts';
import type { SendCommand } from './startShell.ts';

/** A send whose time runs. */
export interface TimeoutWatch {
  /** Ends the watch; true when the time had run out. */
  stop: () => boolean;
  /** Settles when it did not even end by KILL. */
  givenUp: Promise<undefined>;
}

/** Ends a send that takes too long: TERM, KILL 5 s later; 3 s behind that it is given up. */
export function watchTimeout(order: SendCommand, pid: number): TimeoutWatch {
  let isOut = false;
  let giveUp: (nothing: undefined) => void = () => {};
  const givenUp = new Promise<undefined>((settle) => (giveUp = settle));
  const end = new GroupEnd(pid, () => giveUp(undefined));
  end.after(order.timeoutMs, () => {
    // This process was stopped, and its clock went on: the send ended in time.
    if (readClaimIfCan(order.files).state === 'exited') return;
    isOut = true;
    // The time-out goes on record before the TERM, and outranks the exit code that follows it.
    markTimedOutQuietly(order.files);
    end.terminate();
  });
  return {
    givenUp,
    stop: () => {
      end.release();
      if (isOut) signalGroup(pid, 'SIGKILL');
      return isOut;
    },
  };
}

/** The claim of an attempt; one that cannot be read proves nothing. */
export function readClaimIfCan(files: AttemptFiles): Claim {
  try {
    return readClaim(files.run);
  } catch (error) {
    return { state: 'unreadable', reason: messageOf(error) };
  }
}

function markTimedOutQuietly(files: AttemptFiles): void {
  try {
    markTimedOut(files);
  } catch {
    // This process knows it all the same; only a later pass could miss the mark.
  }
}
