/** At most this many commands of a tick are at work at a time. */
const width = 16;

/** One that takes longer only waits for something by then: it keeps no other one from its turn. */
const patienceMs = 3000;

/** Turns for commands, so that a machine is not asked for all of them at once. First come, first served. */
export class Turns {
  #free = width;
  readonly #waiting: (() => void)[] = [];
  readonly #patienceMs: number;

  /** @param ms how long a task keeps others from its turn at most */
  constructor(ms = patienceMs) {
    this.#patienceMs = ms;
  }

  /** Runs `task` when it is its turn. */
  async run<R>(task: () => Promise<R>): Promise<R> {
    await this.#enter();
    let isInside = true;
    const leave = () => {
      if (isInside) this.#leave();
      isInside = false;
    };
    const timer = setTimeout(leave, this.#patienceMs);
    try {
      return await task();
    } finally {
      clearTimeout(timer);
      leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((enter) => this.#waiting.push(enter));
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}

/**
 * `task` of every item, each in its turn; results in the order of the items.
 * @throws the first error of a task, when all have ended
 */
export async function mapLimited<T, R>(items: readonly T[], task: (item: T) => Promise<R>): Promise<R[]> {
  const turns = new Turns();
  const ends = await Promise.allSettled(items.map((item) => turns.run(() => task(item))));
  return ends.map((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
}
