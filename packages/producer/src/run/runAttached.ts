import { emptyPipes, type Ending, flushSinks, GroupEnd, leaveReader, openSinks, signalGroup } from '@owner-report/cli';

import { endingOfStartError } from './endingOfStartError.ts';
import { forwardSignals } from './forwardSignals.ts';
import { type Printed, PrintedOutput } from './printedOutput.ts';
import { type Started, startAttached } from './startAttached.ts';

/** A command that has ended. */
export interface AttachedRun {
  ending: Ending;
  durationMs: number;
  printed: Printed;
  /** Waits until its output is passed on, as far as anybody takes it. Tells what kept some of it from that. */
  flush: () => Promise<string[]>;
  /** Lets signals end this process again. */
  release: () => void;
}

/**
 * Runs a command with our stdin, stdout and stderr until it exits, whatever it leaves behind. Signals to us go to it.
 * @param tailLines 0 when nobody wants its output: it then has our terminal itself, and what it leaves behind goes on
 *   printing to our stdout and stderr.
 * @param timeoutMs after which it is ended, with all that it has started; it is in a process group of its own then
 */
export async function runAttached(
  command: readonly [string, ...string[]],
  tailLines: number,
  timeoutMs?: number,
): Promise<AttachedRun> {
  const startMs = performance.now();
  const isLimited = timeoutMs !== undefined;
  const signals = forwardSignals(!isLimited);
  const output = new AttachedOutput(tailLines > 0);
  const ended = (ending: Ending, durationMs: number): AttachedRun => ({
    ending,
    durationMs,
    printed: output.printed.read(),
    flush: () => output.flush(),
    release: signals.release,
  });
  let started: Started;
  try {
    started = await startAttached(command, tailLines === 0, isLimited);
  } catch (error) {
    return ended(endingOfStartError(error, command[0]), performance.now() - startMs);
  }
  const { child } = started;
  signals.sendTo(
    (signal) => void (isLimited && child.pid !== undefined ? signalGroup(child.pid, signal) : child.kill(signal)),
  );
  output.passOn(started);
  const end = waitForEnd(started, command[0]);
  const ending = await (isLimited ? endInTime(started, end, timeoutMs) : end);
  const durationMs = performance.now() - startMs;
  await output.empty(started);
  return ended(ending, durationMs);
}

async function endInTime({ child }: Started, end: Promise<Ending>, timeoutMs: number): Promise<Ending> {
  const { pid } = child;
  if (pid === undefined) return await end;
  const timedOut: Ending = { kind: 'timed-out', timeoutMs };
  let isOut = false;
  const givenUp = new Promise<Ending>((settle) => {
    const group = new GroupEnd(pid, () => settle(timedOut));
    group.after(timeoutMs, () => {
      isOut = true;
      group.terminate();
    });
    void end.then(() => group.release());
  });
  const ending = await Promise.race([end, givenUp]);
  child.unref();
  // Nothing of its group may stay.
  if (isOut) signalGroup(pid, 'SIGKILL');
  return isOut ? timedOut : ending;
}

/** The output of a command, on its way to ours. */
class AttachedOutput {
  readonly printed = new PrintedOutput();
  readonly #sinks = openSinks();
  readonly #endsWithCommand: boolean;

  /** @param endsWithCommand whether what the command leaves behind prints to nowhere once it has ended */
  constructor(endsWithCommand: boolean) {
    this.#endsWithCommand = endsWithCommand;
  }

  passOn({ stdout, stderr }: Started): void {
    for (const stream of [stdout, stderr]) {
      stream?.on('data', this.printed.addStream());
      stream?.on('error', () => stream.destroy());
    }
    if (stdout !== null) this.#sinks.stdout.take(stdout, 1);
    if (stderr !== null) this.#sinks.stderr.take(stderr, 2);
  }

  /** Takes what the pipes still hold, then closes them. To be called when the command has exited. */
  async empty({ stdout, stderr }: Started): Promise<void> {
    await emptyPipes(
      [stdout, stderr],
      () => this.#sinks.stdout.isFull || this.#sinks.stderr.isFull,
      (stream) => leaveReader(stream, this.#endsWithCommand ? 'nowhere' : stream === stdout ? 1 : 2),
    );
  }

  flush(): Promise<string[]> {
    return flushSinks(this.#sinks);
  }
}

function waitForEnd({ child }: Started, program: string): Promise<Ending> {
  return new Promise((settle) => {
    child.once('exit', (code, signal) => {
      settle(signal === null ? { kind: 'exited', code: code ?? 0 } : { kind: 'killed', signal });
    });
    // Without a process there is no exit; with one, this means a signal that could not be sent.
    child.on('error', (error) => {
      if (child.pid === undefined) settle(endingOfStartError(error, program));
    });
  });
}
