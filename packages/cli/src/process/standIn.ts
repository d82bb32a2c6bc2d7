import { closeSync, constants, openSync } from 'node:fs';
import type { Socket } from 'node:net';

// It waits until we are gone, however that came about, or dismiss it.
const script =
  'trap "" HUP INT TERM PIPE; read -r over <&3; exec 3<&-; cat <&4 >/dev/null 2>&1 & exec cat <&5 >/dev/null 2>&1';

/**
 * Starts a process that reads what comes from two FIFOs once this process is gone, so that a command which prints into them
 * is neither ended by SIGPIPE nor held up. Before that it reads nothing. To be called while both have a writer.
 * @returns what dismisses it
 */
export function startStandIn(paths: readonly [string, string]): () => void {
  // Opened anew: whether reading waits is a matter of each opening, and ours does not.
  const descriptors: number[] = [];
  try {
    for (const path of paths) descriptors.push(openSync(path, constants.O_RDONLY));
    const standIn = process.getBuiltinModule('node:child_process').spawn('/bin/sh', ['-c', script], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', ...descriptors],
      detached: true,
      cwd: '/',
    });
    const gate = standIn.stdio[3] as Socket | undefined;
    standIn.once('error', () => {});
    gate?.on('error', () => {});
    standIn.unref();
    gate?.unref();
    return () => standIn.kill('SIGKILL');
  } catch {
    // Then our death is felt by the command, as that of the reader of a pipeline.
    return () => {};
  } finally {
    for (const descriptor of descriptors) closeSync(descriptor);
  }
}
