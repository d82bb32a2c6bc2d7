import { hasTerminal, signalGroup } from '@owner-report/cli';

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

let aborting = false;

/** Whether this process is about to end: how its commands end means nothing then. */
export function isAborting(): boolean {
  return aborting;
}

let asked: NodeJS.Signals | undefined;

/** The first signal that went to the commands: what was not begun by then must not be begun. */
export function askedToEnd(): NodeJS.Signals | undefined {
  return asked;
}

/** How long commands have to end when this process is told to. */
const graceMs = 500;

/**
 * What a signal to this process means for the commands it runs.
 * - 'abort': they are ended, TERM and KILL, and so is this process, as if it had been killed: nothing is recorded.
 * - 'forward': they get the signal; how they end is recorded and reported. That a terminal goes away is no signal to
 *   them: they do not need it.
 */
export function onTermination(mode: 'abort' | 'forward'): void {
  const hadTerminal = mode === 'forward' && hasTerminal();
  for (const [signal, exitCode] of Object.entries(signals) as [keyof typeof signals, number][]) {
    process.on(signal, () => {
      if (hadTerminal && signal === 'SIGHUP' && !hasTerminal()) return;
      aborting = mode === 'abort';
      if (mode === 'forward') asked ??= signal;
      signalAll(signal);
      if (!aborting) return;
      setTimeout(() => {
        signalAll('SIGKILL');
        process.exit(exitCode);
      }, graceMs);
    });
  }
}

function signalAll(signal: NodeJS.Signals): void {
  for (const group of groups) signalGroup(group, signal);
}
