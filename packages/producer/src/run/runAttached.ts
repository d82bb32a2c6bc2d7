import { type Ending, OutputTail } from '@owner-report/cli';

import { forwardSignals } from './forwardSignals.ts';
import { type Passage, passThrough } from './passThrough.ts';

/** A command that has ended. */
export interface AttachedRun {
  ending: Ending;
  durationMs: number;
  /** The end of its output, raw. */
  output: string;
  /** Lets signals end this process again. */
  release: () => void;
}

/**
 * Runs a command with our stdin, stdout and stderr until it exits, whatever it leaves behind. Signals to us go to it.
 * @param tailLines 0 when nobody wants its output: it then has our stdout and stderr themselves.
 */
export async function runAttached(command: readonly [string, ...string[]], tailLines: number): Promise<AttachedRun> {
  const output = new OutputTail();
  const startMs = performance.now();
  const { execa } = await import('execa');
  // No handler runs before this function lets go, by which time there is a command.
  const release = forwardSignals((signal) => running.kill(signal));
  const running = start(execa, command, tailLines > 0);
  const { stdout, stderr } = running;
  const passages: Passage[] = [];
  if (stdout !== null) passages.push(passThrough(stdout, process.stdout, output.addStream()));
  if (stderr !== null) passages.push(passThrough(stderr, process.stderr, output.addStream()));
  const ending = await waitForEnd(running);
  const durationMs = performance.now() - startMs;
  await Promise.all(passages.map((passage) => passage.finish()));
  return { ending, durationMs, output: output.read(), release };
}

function start(
  execa: typeof import('execa').execa,
  [program, ...args]: readonly [string, ...string[]],
  piped: boolean,
) {
  const streams = piped ? 'pipe' : 'inherit';
  return execa(program, args, {
    stdin: 'inherit',
    stdout: streams,
    stderr: streams,
    buffer: false,
    reject: false,
    // It is ours to survive a signal, and the command's to decide when it ends.
    cleanup: false,
    forceKillAfterDelay: false,
  });
}

type Running = ReturnType<typeof start>;
function waitForEnd(running: Running): Promise<Ending> {
  return new Promise((settle) => {
    running.once('exit', (code, signal) => {
      settle(signal === null ? { kind: 'exited', code: code ?? 0 } : { kind: 'killed', signal });
    });
    // Without a process there is no exit; with one, this comes later and changes nothing.
    void running.then((result) => {
      const why = result.code ?? result.shortMessage ?? 'unknown';
      settle(
        result.code === 'ENOENT'
          ? { kind: 'not-started', code: 127, reason: `not found (${why})` }
          : { kind: 'not-started', code: 126, reason: `not executable (${why})` },
      );
    });
  });
}
