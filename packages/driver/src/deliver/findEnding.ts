import { type AttemptFiles, isTimedOut, markTimedOut } from '../attempt/attemptFiles.ts';
import type { CurrentAttempt } from '../attempt/attemptRecord.ts';
import { isInTime, isUnseenInTime } from '../attempt/judgeAttempt.ts';
import type { Verdict } from '../attempt/judgeExit.ts';
import { readVerdict } from '../attempt/readVerdict.ts';
import type { Pass } from '../pass/pass.ts';
import { lookAtAttempt } from '../send/lookAtAttempt.ts';
import { stopAttempt } from '../send/stopAttempt.ts';

/**
 * What became of an attempt whose driver has died.
 * - `in-flight`: its sender is at work, in time.
 * - `never`: the send command was not begun.
 * - else what it came to, with the exit code where there is a receipt.
 */
export type AttemptEnding = { end: 'in-flight' } | { end: 'never' } | (Verdict & { exitCode?: number });

/**
 * Finds out how an attempt ended that another pass has begun; stops its sender when it has outlived its time.
 * @throws a system error
 */
export async function findEnding(
  pass: Pass,
  id: string,
  files: AttemptFiles,
  current: CurrentAttempt,
): Promise<AttemptEnding> {
  const found = await lookAtAttempt(pass.home, files, current);
  switch (found.state) {
    case 'ready':
      return { end: 'never' };
    case 'exited':
      return {
        ...readVerdict(files, found, (warning) => pass.warn(`${id}: ${warning}`)),
        exitCode: found.exitCode,
      };
    case 'unknown':
      return { end: 'unknown', reason: found.reason };
    case 'unseen':
      return endUnseen(files, current, pass.now().getTime());
    case 'open':
      return await endRunning(files, current, pass.now().getTime(), found);
  }
}

async function endRunning(
  files: AttemptFiles,
  current: CurrentAttempt,
  nowMs: number,
  { pid, token }: { pid: number; token: string },
): Promise<AttemptEnding> {
  if (!isTimedOut(files)) {
    if (isInTime(current, nowMs)) return { end: 'in-flight' };
    markTimedOut(files);
  }
  const how = (await stopAttempt(pid, token)) ? 'stopped' : 'it cannot be stopped';
  return { end: 'unknown', reason: `the sender outlived its time and its driver; ${how}` };
}

// Its pids mean nothing here, so nothing can be asked or stopped.
function endUnseen(files: AttemptFiles, current: CurrentAttempt, nowMs: number): AttemptEnding {
  if (isUnseenInTime(current, nowMs)) return { end: 'in-flight' };
  markTimedOut(files);
  return { end: 'unknown', reason: 'the sender is in another PID namespace, and left no receipt in its time' };
}
