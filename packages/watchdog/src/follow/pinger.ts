import { type ExitCode, exitCodes } from '@owner-report/spool';

import type { PassOrder } from '../pass/passOrder.ts';
import { ping } from '../pass/ping.ts';

// More pings than five a minute are dropped by some services.
const leastMs = 60_000;

/** Pings after the passes of a follower, at most once a minute but for the first one that ended otherwise; holds up none. */
export class Pinger {
  readonly #order: PassOrder;
  #lastMs = -Infinity;
  #lastWasWell: boolean | undefined;

  constructor(order: PassOrder) {
    this.#order = order;
  }

  /** @param nowMs of a clock that nobody sets */
  noteEnd(exitCode: ExitCode, nowMs: number): void {
    const isWell = exitCode === exitCodes.done;
    if (isWell === this.#lastWasWell && nowMs - this.#lastMs < leastMs) return;
    [this.#lastMs, this.#lastWasWell] = [nowMs, isWell];
    const { home, sending, onWarning } = this.#order;
    void ping({ home, sending, exitCode, onWarning });
  }
}
