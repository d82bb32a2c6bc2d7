import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';

import { errnoOf, formatDuration, messageOf } from '@owner-report/spool';

import type { Argv } from '../config/job.ts';
import { findProgram } from './findProgram.ts';
import { isAborting, track, untrack } from './liveGroups.ts';

const killAfterMs = 5000;

// A copy: reading process.env costs a call for each variable and each command.
const environment = { ...process.env };

/** A command of a job and how to run it. */
export interface Command {
  argv: Argv;
  cwd: string;
  timeoutMs: number;
  /** Shown each chunk as it comes; `stop` kills the whole group. */
  onStdout?(chunk: Buffer, stop: () => void): void;
  onStderr?(chunk: Buffer, stop: () => void): void;
  /** Told the pid, which is the process group too, when the command runs. */
  onStart?(pid: number): void;
  /** File descriptors in place of pipes: cheaper, and none of ours can break under a process that is left behind. */
  stdout?: number;
  stderr?: number;
}

/** How a command of a job ended. */
export type Ending =
  | { kind: 'exited'; code: number }
  | { kind: 'killed'; signal: NodeJS.Signals }
  /** It was ended because it took too long. */
  | { kind: 'timed-out'; timeoutMs: number }
  | { kind: 'not-started'; reason: string };

/** An ended command; `durationMs` is wall time. */
export interface CommandRun {
  ending: Ending;
  durationMs: number;
}

/**
 * Runs a command in a process group of its own until it exits, whatever it leaves behind. One that takes too long gets
 * TERM, and what is left of its group KILL. Never rejects.
 */
export async function spawnCommand(command: Command): Promise<CommandRun> {
  const startMs = performance.now();
  const ending = await spawnAndWait(command);
  return { ending, durationMs: Math.round(performance.now() - startMs) };
}

function spawnAndWait({
  argv: [program, ...args],
  cwd,
  timeoutMs,
  onStdout,
  onStderr,
  onStart,
  stdout,
  stderr,
}: Command): Promise<Ending> {
  return new Promise((resolve) => {
    let child;
    try {
      child = spawn(findProgram(program), args, {
        argv0: program,
        cwd,
        env: environment,
        detached: true,
        stdio: ['ignore', stdout ?? 'pipe', stderr ?? 'pipe'],
      });
    } catch (error) {
      // A NUL in an argument.
      resolve({ kind: 'not-started', reason: messageOf(error) });
      return;
    }
    const group = child.pid;
    if (group !== undefined) track(group);
    if (group !== undefined) onStart?.(group);
    const stop = () => signalGroup(group, 'SIGKILL');
    child.stdout?.on('data', (chunk: Buffer) => onStdout?.(chunk, stop));
    child.stderr?.on('data', (chunk: Buffer) => onStderr?.(chunk, stop));
    let timedOut = false;
    let killTimer: NodeJS.Timeout | undefined;
    let timeOutCheck: NodeJS.Immediate | undefined;
    const timeOut = () => {
      timedOut = true;
      signalGroup(group, 'SIGTERM');
      killTimer = setTimeout(() => signalGroup(group, 'SIGKILL'), killAfterMs);
    };
    // After a stop of this process the timer comes before news of an exit that was in time.
    const timer = setTimeout(() => (timeOutCheck = setImmediate(() => setImmediate(timeOut))), timeoutMs);
    const settle = (ending: Ending) => {
      clearTimeout(timer);
      clearTimeout(killTimer);
      clearImmediate(timeOutCheck);
      if (isAborting()) return;
      if (group !== undefined) untrack(group);
      resolve(timedOut ? { kind: 'timed-out', timeoutMs } : ending);
    };
    child.once('error', (error) => settle({ kind: 'not-started', reason: describeStartError(error, program, cwd) }));
    child.once('exit', (code, signal) => {
      // Of a group that ran out of time nothing is left behind.
      if (timedOut) signalGroup(group, 'SIGKILL');
      void emptyPipes([child.stdout, child.stderr]).then(() =>
        settle(signal === null ? { kind: 'exited', code: code ?? 0 } : { kind: 'killed', signal }),
      );
    });
  });
}

/** The exit code a shell would have given; 124 for one that took too long, as timeout(1) does. */
export function exitCodeOfEnding(ending: Ending): number {
  if (ending.kind === 'exited') return ending.code;
  if (ending.kind === 'killed') return 128 + constants.signals[ending.signal];
  return ending.kind === 'timed-out' ? 124 : 127;
}

/** How it ended, for people: "exit 3", "killed by SIGKILL", "timed out after 30 s", "could not be started: …". */
export function describeEnding(ending: Ending): string {
  if (ending.kind === 'exited') return `exit ${ending.code}`;
  if (ending.kind === 'killed') return `killed by ${ending.signal}`;
  if (ending.kind === 'timed-out') return `timed out after ${formatDuration(ending.timeoutMs)}`;
  return `could not be started: ${ending.reason}`;
}

/** Whether the command did what it was asked to. */
export function isSuccess(ending: Ending): boolean {
  return ending.kind === 'exited' && ending.code === 0;
}

function describeStartError(error: Error, program: string, cwd: string): string {
  const cwdProblem = findCwdProblem(cwd);
  if (cwdProblem !== undefined) return cwdProblem;
  const code = errnoOf(error);
  if (code === 'ENOENT') return `${program}: no such program`;
  if (code === 'EACCES') return `${program}: not executable`;
  return messageOf(error);
}

// Spawning in a directory that is not there says only ENOENT, as for a program that is not there.
function findCwdProblem(cwd: string): string | undefined {
  try {
    return statSync(cwd).isDirectory() ? undefined : `cwd ${cwd} is not a directory`;
  } catch (error) {
    return `cwd ${cwd}: ${errnoOf(error) === 'ENOENT' ? 'no such directory' : messageOf(error)}`;
  }
}

function signalGroup(group: number | undefined, signal: NodeJS.Signals): void {
  if (group === undefined) return;
  try {
    process.kill(-group, signal);
  } catch {
    // ESRCH: nobody is left.
  }
}

const quietRounds = 10;

// What the command wrote is in the kernel by the time of its exit, so each round of the event loop finds it at once. The
// end of a stream is not waited for: a process that was left behind may hold it open for ever.
async function emptyPipes(streams: (Readable | null)[]): Promise<void> {
  const open = streams.filter((stream) => stream !== null);
  let quiet = 0;
  const stir = () => (quiet = 0);
  for (const stream of open) stream.on('data', stir);
  while (quiet < quietRounds && open.some((stream) => !stream.readableEnded)) {
    quiet += 1;
    await new Promise((wake) => setImmediate(wake));
  }
  for (const stream of open) stream.destroy();
}
