import { IoError, LockedError } from '@owner-report/spool';

import { fencePath, readFence, restoreFence } from './fence.ts';
import type { Pass } from './pass.ts';

/**
 * Makes sure that this pass may go on. A fence that is gone was removed by somebody who is no pass: it is put back,
 * unless another one holds the lock by now.
 * @throws LockedError when another pass has taken over: its lock was stolen, or the fence is a newer one; IoError when the
 * fence is gone before all is settled
 */
export function assertOurs(pass: Pass): void {
  pass.lock.assertHeld();
  const found = readFence(pass.home);
  if (found === pass.token) return;
  const isGone = found === undefined && !pass.lock.isAnothers();
  // With it may be gone what this pass had yet to look at. The next one finds no fence, and looks among the processes.
  if (isGone && !pass.isSettled)
    throw new IoError(`${fencePath(pass.home)}: expected the token of this pass, found none: somebody has removed it`, {
      remedy: 'Nothing was sent. The next pass looks for sends that are under way, and goes on.',
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
