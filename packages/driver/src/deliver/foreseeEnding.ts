import type { Home } from '@owner-report/spool';

import { filesOnRecord, isTimedOut } from '../attempt/attemptFiles.ts';
import type { CurrentAttempt } from '../attempt/attemptRecord.ts';
import { isInTime, isUnseenInTime } from '../attempt/judgeAttempt.ts';
import { readVerdict } from '../attempt/readVerdict.ts';
import { lookAtAttempt } from '../send/lookAtAttempt.ts';
import type { AttemptEnding } from './findEnding.ts';

/** What `findEnding` of a pass that came now would find. Changes nothing, and stops no sender. @throws a system error */
export async function foreseeEnding(
  home: Home,
  id: string,
  current: CurrentAttempt,
  now: Date,
): Promise<AttemptEnding> {
  const files = filesOnRecord(home, id, current);
  const found = await lookAtAttempt(home, files, current);
  switch (found.state) {
    case 'ready':
      return { end: 'never' };
    case 'exited':
      // What is odd about its result is told by the pass that acts on it.
      return { ...readVerdict(files, found, () => {}), exitCode: found.exitCode };
    case 'unknown':
      return { end: 'unknown', reason: found.reason };
    case 'unseen':
      return endUnless(isUnseenInTime(current, now.getTime()));
    case 'open':
      return endUnless(!isTimedOut(files) && isInTime(current, now.getTime()));
  }
}

function endUnless(isAtWork: boolean): AttemptEnding {
  return isAtWork
    ? { end: 'in-flight' }
    : { end: 'unknown', reason: 'the sender has outlived its time and its driver' };
}
