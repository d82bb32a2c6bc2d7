/** Work under way, which may add more to itself. Its errors are kept: what else is at work is never left to itself. */
export class Tasks {
  readonly #running = new Set<Promise<void>>();
  readonly #errors: unknown[] = [];

  add(work: () => Promise<void>): void {
    const task = work()
      .catch((error: unknown) => this.keep(error))
      .finally(() => this.#running.delete(task));
    this.#running.add(task);
  }

  /** Notes an error that is to be thrown in the end. */
  keep(error: unknown): void {
    this.#errors.push(error);
  }

  /** Whether all has ended within `ms`. */
  async endWithin(ms: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), ms)));
    try {
      while (this.#running.size > 0)
        if ((await Promise.race([Promise.all(this.#running), late])) === 'late') return false;
      return true;
    } finally {
      clearTimeout(timer);
    }
  }

  /** @throws the first error that was kept */
  throwFirst(): void {
    if (this.#errors.length > 0) throw this.#errors[0];
  }
}
