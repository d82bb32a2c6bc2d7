import type { Readable } from 'node:stream';

// cat ends when its own output does; what is printed after that has to go somewhere.
const script = 'trap "" HUP INT PIPE; cat 2>/dev/null; exec cat >/dev/null 2>&1';

/**
 * Leaves a process behind that reads what remains to come from a pipe, until nobody can write into it any more: one that a
 * command left behind must not be ended by its next line because we have gone.
 * @param descriptor where it goes on to: our stdout (1) or stderr (2), or 'nowhere'
 */
export function leaveReader(pipe: Readable, descriptor: 1 | 2 | 'nowhere'): void {
  const stdout = descriptor === 'nowhere' ? 'ignore' : descriptor;
  try {
    const reader = process
      .getBuiltinModule('node:child_process')
      .spawn('/bin/sh', ['-c', script], { stdio: [pipe, stdout, 'ignore'], detached: true, cwd: '/' });
    reader.once('error', () => {});
    reader.unref();
  } catch {
    // Then it is as if the reader of a pipeline had ended.
  }
}
