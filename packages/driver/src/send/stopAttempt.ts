import { setTimeout as delay } from 'node:timers/promises';

import { signalGroup } from '@owner-report/cli';

import { isAttemptRunning } from './isAttemptRunning.ts';

/** How long a sender has between TERM and KILL. */
export const killAfterMs = 5000;

const lookEveryMs = 100;

/** Ends what runs of an attempt whose driver has died: TERM, then KILL 5 s later. */
export async function stopAttempt(processGroup: number, token: string): Promise<void> {
  const deadline = performance.now() + killAfterMs;
  signalGroup(processGroup, 'SIGTERM');
  while (performance.now() < deadline && (await isAttemptRunning(processGroup, token))) await delay(lookEveryMs);
  if (await isAttemptRunning(processGroup, token)) signalGroup(processGroup, 'SIGKILL');
}
