import type { ChildProcess } from 'node:child_process';
import type { Writable } from 'node:stream';

/**
 * What stands before a command that must not begin before it is on record: a shell that waits for one line on descriptor
 * 3, then becomes the command, with the same pid. Without that line, also by the death of this process, it ends.
 */
export const gateScript = 'read -r go <&3 || exit 75; exec 3<&-; exec "$@"';

/** Whether a command that waits at a gate may begin. */
export interface Gate {
  /** Settled by `open` and `shut`. */
  isOpen: Promise<boolean>;
  open: () => void;
  /** The command ends without having begun. */
  shut: () => void;
}

/** A gate that is neither open nor shut yet. */
export function makeGate(): Gate {
  let decide: (isOpen: boolean) => void = () => {};
  const isOpen = new Promise<boolean>((settle) => (decide = settle));
  return { isOpen, open: () => decide(true), shut: () => decide(false) };
}

/** Lets the command of a waiting shell begin, or ends the shell. */
export function passGate(shell: ChildProcess, isOpen: boolean): void {
  const pipe = shell.stdio[3] as Writable;
  // EPIPE: it died at the gate; its exit says so.
  pipe.on('error', () => {});
  if (isOpen) pipe.end('go\n');
  else pipe.destroy();
}
