import { setTimeout as delay } from 'node:timers/promises';

import { signalGroup } from '@owner-report/cli';

import { isAttemptRunning } from './isAttemptRunning.ts';

/** How long a sender has between TERM and KILL. */
export const killAfterMs = 5000;

/** How long a sender is waited for behind its KILL: one in a dead mount, or of another user, may never end. */
export const giveUpAfterMs = 3000;

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
