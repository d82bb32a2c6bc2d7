import { setTimeout as delay } from 'node:timers/promises';

import type { Talk } from '@owner-report/cli';
import { ConfigError, errnoOf, LockedError, messageOf, OwnerReportError, remedyOf } from '@owner-report/spool';

import { runSession, type SessionOrder } from './session.ts';

const firstRestMs = 250;
const longestRestMs = 5000;

/** For a session to end in order, once it is told to; one that only waits for the broker has nothing to lose. */
const graceMs = 2000;

/**
 * One session after the other, until it is told to end; the report that it takes in then is finished first.
 * After a failure it rests, 250 ms at first and 5 s at most.
 * @throws ConfigError, LockedError for another hub: waiting would mend neither
 */
export async function follow(order: SessionOrder, talk: Talk): Promise<void> {
  const { stop } = order;
  let restMs = firstRestMs;
  let told = '';
  const onConnected: SessionOrder['onConnected'] = (nc) => {
    talk.note(`connected to ${nc.getServer()}; end it with Ctrl-C`);
    order.onConnected(nc);
  };
  const take: SessionOrder['take'] = (message) => {
    order.take(message);
    [restMs, told] = [firstRestMs, ''];
  };
  while (!stop.aborted) {
    try {
      await orStopped(runSession({ ...order, onConnected, take }), stop);
    } catch (error) {
      if (!mayRecover(error)) throw error;
      const message = [messageOf(error), remedyOf(error)].filter((line) => line !== undefined).join('\n  ');
      // An outage may last for days.
      if (message !== told) talk.warn(message);
      told = message;
      await rest(restMs, stop);
      restMs = Math.min(longestRestMs, restMs * 2);
    }
  }
}

// No report is half taken in when this is decided: that is one step, which nothing interrupts.
async function orStopped(session: Promise<void>, stop: AbortSignal): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    stop.addEventListener('abort', () => setTimeout(resolve, graceMs), { once: true });
  });
  await Promise.race([session, stopped]);
}

function mayRecover(error: unknown): boolean {
  if (error instanceof ConfigError || error instanceof LockedError) return false;
  return error instanceof OwnerReportError || errnoOf(error) !== undefined;
}

async function rest(ms: number, stop: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal: stop });
  } catch (error) {
    if (!stop.aborted) throw error;
  }
}
