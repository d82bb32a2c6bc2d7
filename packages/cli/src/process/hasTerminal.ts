import { closeSync, constants, openSync } from 'node:fs';

/**
 * Whether this process has a controlling terminal, whatever its stdin is. False once that has gone: only a process that
 * has one can open it by this name.
 */
export function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', constants.O_RDONLY | constants.O_NOCTTY | constants.O_NONBLOCK));
    return true;
  } catch {
    return false;
  }
}
