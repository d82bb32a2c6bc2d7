import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';

import { type Ending, signalGroup, emptyPipes } from '@owner-report/cli';
import { errnoOf, messageOf } from '@owner-report/spool';

import type { Argv } from '../config/job.ts';
import { notStarted } from './describeEnding.ts';
import { findProgram } from './findProgram.ts';
import { earlySignal, isAborting, track, untrack } from './liveGroups.ts';

const killAfterMs = 5000;

// A copy: reading process.env costs a call for each variable and each command.
const environment = { ...process.env };

/** A command of a job and how to run it. */
export interface Command {
  argv: Argv;
  cwd: string;
  timeoutMs: number;
  /** Shown each chunk as it comes; `stop` kills the whole group. */
  onStdout?: (chunk: Buffer, stop: () => void) => void;
  onStderr?: (chunk: Buffer, stop: () => void) => void;
  /** Told the pid, which is the process group too, when the command runs. */
  onStart?: (pid: number) => void;
  /** File descriptors in place of pipes: cheaper, and none of ours can break under a process that is left behind. */
  stdout?: number;
  stderr?: number;
}

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
  const early = earlySignal();
  const ending: Ending = early === undefined ? await spawnAndWait(command) : { kind: 'killed', signal: early };
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
      resolve(notStarted(messageOf(error)));
      return;
    }
    const group = child.pid;
    if (group !== undefined) track(group);
    if (group !== undefined) onStart?.(group);
    const signal = (name: NodeJS.Signals) => {
      if (group !== undefined) signalGroup(group, name);
    };
    const stop = () => signal('SIGKILL');
    child.stdout?.on('data', (chunk: Buffer) => onStdout?.(chunk, stop));
    child.stderr?.on('data', (chunk: Buffer) => onStderr?.(chunk, stop));
    let timedOut = false;
    let killTimer: NodeJS.Timeout | undefined;
    let timeOutCheck: NodeJS.Immediate | undefined;
    const timeOut = () => {
      timedOut = true;
      signal('SIGTERM');
      killTimer = setTimeout(stop, killAfterMs);
    };
    // If this process was suspended, its timer fires before it hears of an exit that was in time: look two turns later.
    const timer = setTimeout(() => (timeOutCheck = setImmediate(() => setImmediate(timeOut))), timeoutMs);
    const settle = (ending: Ending) => {
      clearTimeout(timer);
      clearTimeout(killTimer);
      clearImmediate(timeOutCheck);
      if (isAborting()) return;
      if (group !== undefined) untrack(group);
      resolve(timedOut ? { kind: 'timed-out', timeoutMs } : ending);
    };
    child.once('error', (error) => settle(notStarted(describeStartError(error, program, cwd))));
    child.once('exit', (code, by) => {
      // After a time-out nothing of the group may stay.
      if (timedOut) stop();
      void emptyPipes([child.stdout, child.stderr]).then(() =>
        settle(by === null ? { kind: 'exited', code: code ?? 0 } : { kind: 'killed', signal: by }),
      );
    });
  });
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
