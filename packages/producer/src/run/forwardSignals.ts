import { closeSync, constants, openSync } from 'node:fs';

/** Signals that are meant for the command. */
const forwarded = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;

/** Signals that a terminal sends to the command itself, since it is in our process group; stdin may be anything. */
const fromTerminal: ReadonlySet<string> = new Set(['SIGINT', 'SIGQUIT']);

/**
 * Hands the signals of this process to `send`, and keeps them from ending it: it has a report to enqueue. Where there
 * is a controlling terminal, INT and QUIT are left to it: the command has them from there already.
 * @returns a function that ends this.
 */
export function forwardSignals(send: (signal: NodeJS.Signals) => void): () => void {
  const terminal = hasTerminal();
  const forward = (signal: NodeJS.Signals) => {
    if (terminal && fromTerminal.has(signal)) return;
    send(signal);
  };
  for (const signal of forwarded) process.on(signal, forward);
  return () => {
    for (const signal of forwarded) process.off(signal, forward);
  };
}

// Only a process with a controlling terminal can open it by this name.
function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', constants.O_RDONLY | constants.O_NOCTTY | constants.O_NONBLOCK));
    return true;
  } catch {
    return false;
  }
}
