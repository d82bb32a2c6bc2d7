import { closeSync } from 'node:fs';

import { emptyPipes, leaveReader, openPipes, type OutputSinks, startStandIn } from '@owner-report/cli';

import { type Command, type CommandRun, spawnCommand } from './spawnCommand.ts';

/** A command whose output is watched. */
export interface PipedCommand extends Pick<Command, 'argv' | 'cwd' | 'timeoutMs' | 'onStart' | 'gate'> {
  onStdout: (chunk: Buffer) => void;
  onStderr: (chunk: Buffer) => void;
  /** Where its output goes on to, if anywhere. */
  sinks?: OutputSinks | undefined;
}

/**
 * Runs a command as `spawnCommand` does, with pipes that it can open by name: a write must not fail half-way of an
 * `echo … > /dev/stderr`. What it leaves behind may go on printing. One that waits at a gate is a write, and goes on when
 * this process dies: another one reads what it prints then. Never rejects.
 */
export async function spawnPiped({ onStdout, onStderr, sinks, ...command }: PipedCommand): Promise<CommandRun> {
  let dismiss = () => {};
  const standIn = (paths: [string, string]) => (dismiss = startStandIn(paths));
  const pipes = await openPipes(command.gate && standIn);
  if (pipes === undefined) {
    return spawnCommand({
      ...command,
      onStdout: (chunk) => {
        onStdout(chunk);
        sinks?.stdout.offer(1, chunk);
      },
      onStderr: (chunk) => {
        onStderr(chunk);
        sinks?.stderr.offer(2, chunk);
      },
    });
  }
  const [out, err] = pipes;
  out.reader.on('data', onStdout);
  err.reader.on('data', onStderr);
  sinks?.stdout.take(out.reader, 1);
  sinks?.stderr.take(err.reader, 2);
  const writers = new Set([out.writer, err.writer]);
  // The command has them now. As long as we had them, too, nobody could tell whether it left anybody behind.
  const closeWriters = () => {
    for (const writer of writers) closeSync(writer);
    writers.clear();
  };
  const onStart = (pid: number) => {
    closeWriters();
    command.onStart?.(pid);
  };
  const run = await spawnCommand({ ...command, onStart, stdout: out.writer, stderr: err.writer });
  closeWriters();
  const isBlocked = () => sinks?.stdout.isFull === true || sinks?.stderr.isFull === true;
  await emptyPipes([out.reader, err.reader], isBlocked, (pipe) => leaveReader(pipe, 'nowhere'));
  dismiss();
  return run;
}
