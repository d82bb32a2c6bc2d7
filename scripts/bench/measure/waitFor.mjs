import { setTimeout as sleep } from 'node:timers/promises';

// A report that was not sent by then waits for the poll of a file system that tells nothing.
const patienceMs = 60_000;

/** Waits until a condition holds. @throws when that takes too long, or it is given up. */
export async function waitFor(condition, what, givenUp = () => false) {
  const deadlineMs = Date.now() + patienceMs;
  while (!condition()) {
    if (Date.now() > deadlineMs || givenUp()) throw new Error(`waited in vain for ${what}`);
    await sleep(2);
  }
}
