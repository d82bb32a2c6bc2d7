import { setTimeout as delay } from 'node:timers/promises';

import type { Talk } from '@owner-report/cli';
import { ConfigError, errnoOf, LockedError, messageOf, OwnerReportError, remedyOf } from '@owner-report/spool';

import { runSession, type SessionOrder } from './session.ts';

const firstRestMs = 250;
const longestRestMs = 5000;

/**
 * One session after the other, until it is told to end by INT, TERM or HUP; the report that it takes in then is finished first.
 * After a failure it rests, 250 ms at first and 5 s at most.
 * @throws ConfigError, LockedError for another hub: waiting would mend neither
 */
export async function follow(order: Omit<SessionOrder, 'stop'>, talk: Talk): Promise<void> {
  const stopping = new AbortController();
  const stop = stopping.signal;
  // Not once: what gives the lock back when a signal ends us must see that this one does not.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
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
      await runSession({ ...order, stop, onConnected, take });
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
