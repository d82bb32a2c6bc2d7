import { signalGroup } from './signalGroup.ts';

/** How long a process group has between TERM and KILL, in milliseconds. */
export const killAfterMs = 5000;

/** How long it may go on after its KILL: one in state D, or of another user, would be waited for for ever. */
export const giveUpAfterMs = 3000;

/** The end of a process group that takes too long: TERM, KILL 5 s later; 3 s behind that it is given up. */
export class GroupEnd {
  readonly #group: number;
  readonly #giveUp: () => void;
  readonly #timers: NodeJS.Timeout[] = [];
  #isKilled = false;
  #isOver = false;

  /** @param giveUp called when the group cannot be ended: it may not be signalled, or goes on all the same */
  constructor(group: number, giveUp: () => void) {
    this.#group = group;
    this.#giveUp = giveUp;
  }

  /** Calls `work` in `ms` milliseconds, unless it is over by then. */
  after(ms: number, work: () => void): void {
    if (this.#isOver) return;
    const look = () => {
      if (!this.#isOver) work();
    };
    // If this process was suspended, its timer fires before it hears of an exit that was in time: look two turns later.
    this.#timers.push(setTimeout(() => setImmediate(() => setImmediate(look)), ms));
  }

  terminate(): void {
    const isRefused = signalGroup(this.#group, 'SIGTERM') === 'refused';
    this.after(isRefused ? 0 : killAfterMs, () => this.kill());
  }

  kill(): void {
    if (this.#isKilled || this.#isOver) return;
    this.#isKilled = true;
    const isRefused = signalGroup(this.#group, 'SIGKILL') === 'refused';
    this.after(isRefused ? 0 : giveUpAfterMs, this.#giveUp);
  }

  /** To be called when it has ended: nothing more is done. */
  release(): void {
    this.#isOver = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
