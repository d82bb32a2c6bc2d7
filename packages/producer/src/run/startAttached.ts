import type { ChildProcess, StdioOptions } from 'node:child_process';
import { closeSync } from 'node:fs';
import type { Readable } from 'node:stream';

import { isTerminal, openPipes } from '@owner-report/cli';

/** A command that was started, or could not be. */
export interface Started {
  child: ChildProcess;
  /** Its stdout and stderr, where it has not ours itself. */
  stdout: Readable | null;
  stderr: Readable | null;
}

/**
 * Starts a command with our stdin. Not by execa: that fails where the working directory is gone, and what else it does is
 * not for a command that decides itself when it ends.
 * @param handsOver whether it may have our stdout and stderr themselves, where they are terminals
 * @param inOwnGroup whether it gets a process group of its own, which can be ended with all that is in it; else it is in
 *   ours, so that it can read from a terminal
 * @throws a system error for a command that the system refuses at once, such as for too long arguments
 */
export async function startAttached(
  [program, ...args]: readonly [string, ...string[]],
  handsOver: boolean,
  inOwnGroup: boolean,
): Promise<Started> {
  const { spawn } = await import('node:child_process');
  const [ownsOut, ownsErr] = [handsOver && isTerminal(1), handsOver && isTerminal(2)];
  const pipes = ownsOut && ownsErr ? undefined : await openPipes();
  const writers = pipes?.map(({ writer }) => writer) ?? [];
  const stdio: StdioOptions = [
    'inherit',
    ownsOut ? 'inherit' : (writers[0] ?? 'pipe'),
    ownsErr ? 'inherit' : (writers[1] ?? 'pipe'),
  ];
  try {
    const child = spawn(program, args, { stdio, detached: inOwnGroup });
    return {
      child,
      stdout: ownsOut ? null : (pipes?.[0].reader ?? child.stdout),
      stderr: ownsErr ? null : (pipes?.[1].reader ?? child.stderr),
    };
  } finally {
    for (const writer of writers) closeSync(writer);
  }
}
