import { setTimeout as delay } from 'node:timers/promises';

import { giveUpAfterMs, killAfterMs, signalGroup } from '@owner-report/cli';

import { isAttemptRunning } from './isAttemptRunning.ts';

const lookEveryMs = 100;

/**
 * Ends what runs of an attempt whose driver has died: TERM, KILL 5 s later.
 * @returns false when it is still there 3 s behind that: then it is given up
 */
export async function stopAttempt(processGroup: number, token: string): Promise<boolean> {
  signalGroup(processGroup, 'SIGTERM');
  if (await hasEnded(processGroup, token, killAfterMs)) return true;
  signalGroup(processGroup, 'SIGKILL');
  return await hasEnded(processGroup, token, giveUpAfterMs);
}

async function hasEnded(processGroup: number, token: string, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (await isAttemptRunning(processGroup, token)) {
    if (performance.now() >= deadline) return false;
    await delay(lookEveryMs);
  }
  return true;
}
