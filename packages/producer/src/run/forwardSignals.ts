import type { ChildProcess } from 'node:child_process';

import { hasTerminal } from '@owner-report/cli';

/** Signals that are meant for the command. */
const forwarded = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;

/** Signals that a terminal sends to the command itself, since it is in our process group; stdin may be anything. */
const fromTerminal: ReadonlySet<string> = new Set(['SIGINT', 'SIGQUIT']);

/** The way of signals from this process to a command. */
export interface Forwarding {
  /** Hands them to this command from now on, and those that came before it was started at once. */
  sendTo: (child: ChildProcess) => void;
  /** Lets signals end this process again. */
  release: () => void;
}

/**
 * Takes the signals of this process for a command, and keeps them from ending it: it has a report to enqueue. Where there
 * is a controlling terminal, INT and QUIT are left to it: the command has them from there already.
 */
export function forwardSignals(): Forwarding {
  const terminal = hasTerminal();
  const early: NodeJS.Signals[] = [];
  let send = (signal: NodeJS.Signals): unknown => early.push(signal);
  const forward = (signal: NodeJS.Signals) => {
    if (terminal && fromTerminal.has(signal)) return;
    send(signal);
  };
  for (const signal of forwarded) process.on(signal, forward);
  return {
    sendTo: (child) => {
      send = (signal) => child.kill(signal);
      for (const signal of early) send(signal);
    },
    release: () => {
      for (const signal of forwarded) process.off(signal, forward);
    },
  };
}
