import { LockedError } from '@owner-report/spool';

import { isFenceOurs } from './attempt/fence.ts';
import type { Pass } from './pass.ts';

/** @throws LockedError when another pass has taken over: its lock was stolen, or the fence is a newer one */
export async function assertOurs(pass: Pass): Promise<void> {
  pass.lock.assertHeld();
  if (await isFenceOurs(pass.home, pass.token)) return;
  throw new LockedError(`${pass.home.dir}: another pass took over while this one was away`, {
    remedy: 'Nothing is lost: that pass, or the next, goes on from the attempt records.',
  });
}

/**
 * For `catch`: whoever took over clears away what is half written. An error then is that, and nothing an operator has to
 * mend.
 * @throws LockedError, or the error itself while the pass is still the newest
 */
export function unlessOurs(pass: Pass): (error: unknown) => Promise<never> {
  return async (error) => {
    await assertOurs(pass);
    throw error;
  };
}
