const groups = new Set<number>();

/** Notes a process group that this process has started. */
export function track(group: number): void {
  groups.add(group);
}

/** Notes that a process group is done. */
export function untrack(group: number): void {
  groups.delete(group);
}

const signals = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * What a signal to this process means for the commands it runs.
 * - 'abort': they are ended, and so is this process, as if it had been killed: nothing is recorded or reported.
 * - 'forward': they get the signal; how they end is recorded and reported.
 */
export function onTermination(mode: 'abort' | 'forward'): void {
  for (const [signal, exitCode] of Object.entries(signals) as [keyof typeof signals, number][]) {
    process.on(signal, () => {
      for (const group of groups) signalAll(group, signal);
      if (mode === 'abort') process.exit(exitCode);
    });
  }
}

function signalAll(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // ESRCH: it ended just now.
  }
}
