const firstRestMs = 5000;
const longestRestMs = 300_000;

/** How long to wait after a failure: 5 s, 10 s … 5 min. @param before the wait before it; 0 for none, milliseconds */
export function nextRestMs(before: number): number {
  return Math.min(Math.max(before * 2, firstRestMs), longestRestMs);
}

/** What becomes of lanes that fail while one pass follows the other: each rests for itself. Times are monotonic. */
export class LaneRests {
  readonly #rests = new Map<string, { restMs: number; until: number }>();

  isResting(lane: string, now: number): boolean {
    return (this.#rests.get(lane)?.until ?? now) > now;
  }

  /**
   * Has the lanes rest that failed in a pass; one that was served without failing rests no more.
   * @param isServed whether the pass came to a lane
   * @returns those that failed, and how long each rests
   */
  note(
    failed: readonly string[],
    isServed: (lane: string) => boolean,
    now: number,
  ): { lane: string; restMs: number }[] {
    for (const lane of this.#rests.keys()) if (!failed.includes(lane) && isServed(lane)) this.#rests.delete(lane);
    return failed.map((lane) => {
      const restMs = nextRestMs(this.#rests.get(lane)?.restMs ?? 0);
      this.#rests.set(lane, { restMs, until: now + restMs });
      return { lane, restMs };
    });
  }

  /** Milliseconds until the first of them has rested; Infinity when none rests. */
  msToNext(now: number): number {
    return Math.min(...[...this.#rests.values()].map(({ until }) => Math.max(0, until - now)));
  }
}
