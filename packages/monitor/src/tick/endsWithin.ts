import { setTimeout as delay } from 'node:timers/promises';

/** Whether a promise is fulfilled within `ms`; rejects if it is rejected by then. */
export async function endsWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const abort = new AbortController();
  const timer = delay(ms, false, { signal: abort.signal }).catch(() => false);
  try {
    return await Promise.race([promise.then(() => true), timer]);
  } finally {
    abort.abort();
  }
}
