import { IoError, LockedError } from '@owner-report/spool';

import { fencePath, readFence, restoreFence } from './fence.ts';
import type { Pass } from './pass.ts';

/**
 * Makes sure that this pass may go on. A fence that is gone was removed by somebody who is no pass. It is put back for the
 * sake of a send of this pass that is under way, which nobody else may know of; else this pass stops: what it had yet to
 * look at, or has seen, may be out of date.
 * @throws LockedError when another pass has taken over: its lock was stolen, or the fence is a newer one; IoError when the
 * fence is gone, and no send is under way
 */
export function assertOurs(pass: Pass): void {
  pass.lock.assertHeld();
  const found = readFence(pass.home);
  if (found === pass.token) return;
  const isGone = found === undefined && pass.lock.isOurs();
  if (isGone && !pass.isSending)
    throw new IoError(`${fencePath(pass.home)}: expected the token of this pass, found none: somebody has removed it`, {
      remedy: 'Nothing more was sent. The next pass looks for sends that are under way, and goes on.',
    });
  if (isGone && restoreFence(pass.home, pass.token)) return;
  throw new LockedError(`${pass.home.dir}: another pass took over while this one was away`, {
    remedy: 'Nothing is lost: that pass, or the next, goes on from the attempt records.',
  });
}

/**
 * Does a pass's work on files that a newer pass clears away. An error after a takeover comes from that, and is nothing
 * an operator has to mend.
 * @throws LockedError when another pass has taken over, else the error of `work` itself
 */
export async function whileOurs<T>(pass: Pass, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    assertOurs(pass);
    throw error;
  }
}
