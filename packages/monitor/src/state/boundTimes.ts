import type { State } from './state.ts';

// Moments at which something was seen last. What is made of them knows about clocks that were set.
const keptTimes = new Set(['lastProgressAt', 'lastLookAt', 'lastScheduledAt']);

/**
 * Puts right what a clock that was ahead has written into a state: whatever happened, happened by now at the latest.
 *
 * Guarantee: nothing waits longer than it was given. An interval since a time ahead begins now, and so does the delay of
 * a queued job. Approvals say themselves whether they hold.
 */
export function boundTimes(state: State, now: Date): void {
  const nowSeconds = now.getTime() / 1000;
  for (const memory of Object.values(state.jobs)) boundAll(memory, nowSeconds);
  for (const fault of state.configFaults) boundAll(fault, nowSeconds);
  for (const item of state.queue) {
    const ahead = item.createdAt - nowSeconds;
    if (ahead > 0) item.notBefore = Math.max(nowSeconds, item.notBefore - ahead);
    boundAll(item, nowSeconds);
  }
}

function boundAll(value: unknown, nowSeconds: number): void {
  if (typeof value !== 'object' || value === null) return;
  const record = value as Record<string, unknown>;
  for (const [key, time] of Object.entries(record)) {
    if (Array.isArray(time)) for (const inner of time) boundAll(inner, nowSeconds);
    if (typeof time !== 'number' || !(key === 'at' || key.endsWith('At')) || keptTimes.has(key)) continue;
    if (time > nowSeconds) record[key] = nowSeconds;
  }
}
