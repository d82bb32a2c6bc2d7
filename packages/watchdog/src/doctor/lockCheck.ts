import { describeHolder, type Home, type LockState, moveAwayHint, resumeHint, unseenHolder } from '@owner-report/spool';

import { fail, type Finding, ok, warn } from '../finding.ts';

/** Point 10: can a pass take the lock, or will it be able to soon? */
export function checkLock(home: Home, lock: LockState): Finding {
  if (!('holder' in lock)) {
    if (lock.state === 'free') return ok('free');
    if (lock.state === 'unknown') return warn(`${home.lock} is held, and says not by whom`, `ls -la ${home.lock}`);
    return fail(
      `${home.lock} is a file, so that no pass can make its lock there`,
      `Is it the lock of another program, such as flock? Move it away: ${moveAwayHint(home.lock)}`,
    );
  }
  const who = describeHolder(lock.holder);
  switch (lock.state) {
    case 'alive':
      return ok(`held by ${who}; it is alive`);
    case 'suspended':
      return fail(`held by ${who}; it is suspended, and every pass waits for it`, resumeHint(lock.holder.pid));
    case 'dead':
      return ok(`left by ${who}; it is dead, and the next pass takes the lock over`);
    case 'unseen':
      return warn(
        `held by ${who}; ${unseenHolder}`,
        'If it is gone, the lock is taken over a minute after its last sign of life.',
      );
  }
}
