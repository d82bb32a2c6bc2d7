import { hasTerminal } from '@owner-report/cli';

/** Signals that are meant for the command. */
const forwarded = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;

/** Signals that a terminal sends to the command itself, since it is in our process group; stdin may be anything. */
const fromTerminal: ReadonlySet<string> = new Set(['SIGINT', 'SIGQUIT']);

/** The way of signals from this process to a command. */
export interface Forwarding {
  /** Hands them to `send` from now on, and those that came before the command was started at once. */
  sendTo: (send: (signal: NodeJS.Signals) => void) => void;
  /** Lets signals end this process again. */
  release: () => void;
}

/**
 * Takes the signals of this process for a command, and keeps them from ending it: it has a report to enqueue. Where there
 * is a controlling terminal, INT and QUIT are left to it: the command has them from there already.
 * @param isInOurGroup false for a command that the terminal does not reach: it gets all of them from here
 */
export function forwardSignals(isInOurGroup: boolean): Forwarding {
  const terminal = isInOurGroup && hasTerminal();
  const early: NodeJS.Signals[] = [];
  let send = (signal: NodeJS.Signals): unknown => early.push(signal);
  const forward = (signal: NodeJS.Signals) => {
    if (terminal && fromTerminal.has(signal)) return;
    send(signal);
  };
  for (const signal of forwarded) process.on(signal, forward);
  return {
    sendTo: (receive) => {
      send = receive;
      for (const signal of early) send(signal);
    },
    release: () => {
      for (const signal of forwarded) process.off(signal, forward);
    },
  };
}
