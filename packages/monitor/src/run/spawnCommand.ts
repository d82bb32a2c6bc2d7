import type { ChildProcess } from 'node:child_process';

import { emptyPipes, type Ending, GroupEnd, signalGroup } from '@owner-report/cli';
import { messageOf, steadyMs } from '@owner-report/spool';

import type { Argv } from '../config/job.ts';
import { notStarted } from './describeEnding.ts';
import { describeStartError } from './describeStartError.ts';
import { findProgram } from './findProgram.ts';
import { type Gate, gateScript, passGate } from './gate.ts';
import { askedToEnd, isAborting, track, untrack } from './liveGroups.ts';
import { isOnNetworkMount } from './networkMount.ts';
import { recordProcess } from './processRecord.ts';

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
  /** It begins when this opens; its time counts from then. */
  gate?: Gate;
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
 * TERM, and what is left of its group KILL. One that cannot be killed is given up: nothing waits for it any more, and its
 * ending names it. Never rejects.
 */
export async function spawnCommand(command: Command): Promise<CommandRun> {
  const startMs = steadyMs();
  // This process ends in a moment, and records nothing any more.
  if (isAborting()) return new Promise(() => {});
  const signal = askedToEnd();
  const ending: Ending = signal === undefined ? await spawnAndWait(command) : { kind: 'killed', signal };
  return { ending, durationMs: Math.round(steadyMs() - startMs) };
}

function spawnAndWait(command: Command): Promise<Ending> {
  const { cwd, timeoutMs, onStdout, onStderr, onStart, gate } = command;
  return new Promise((resolve) => {
    const child = trySpawn(command);
    if ('kind' in child) {
      resolve(child);
      return;
    }
    const group = child.pid;
    let timedOut = false;
    let isSettled = false;
    const end = group === undefined ? undefined : new GroupEnd(group, () => void giveUp(group));
    const settle = (ending: Ending) => {
      if (isSettled) return;
      isSettled = true;
      end?.release();
      if (isAborting()) return;
      if (group !== undefined) untrack(group);
      resolve(timedOut && ending.kind !== 'timed-out' ? { kind: 'timed-out', timeoutMs } : ending);
    };
    const giveUp = async (pid: number) => {
      abandon(child);
      const survivor = await recordProcess(pid);
      settle({ kind: 'timed-out', timeoutMs, ...(survivor !== undefined && { survivor }) });
    };
    const kill = () => end?.kill();
    const limit = () =>
      end?.after(timeoutMs, () => {
        timedOut = true;
        end.terminate();
      });
    if (group !== undefined) {
      track(group);
      onStart?.(group);
    }
    child.stdout?.on('data', (chunk: Buffer) => onStdout?.(chunk, kill));
    child.stderr?.on('data', (chunk: Buffer) => onStderr?.(chunk, kill));
    if (gate === undefined) limit();
    else
      void gate.isOpen.then((isOpen) => {
        passGate(child, isOpen);
        limit();
      });
    child.once('error', (error) => settle(notStarted(describeStartError(error, command.argv[0], cwd))));
    child.once('exit', (code, by) => {
      // After a time-out nothing of the group may stay.
      if (timedOut && group !== undefined) signalGroup(group, 'SIGKILL');
      void emptyPipes([child.stdout, child.stderr]).then(() =>
        settle(by === null ? { kind: 'exited', code: code ?? 0 } : { kind: 'killed', signal: by }),
      );
    });
  });
}

function trySpawn({ argv, cwd, stdout, stderr, gate }: Command): ChildProcess | Ending {
  const isFar = isOnNetworkMount(cwd) || isOnNetworkMount(argv[0]);
  const inPlace = isFar ? farArgv(argv, cwd) : argv;
  const [program, ...args] = gate === undefined ? inPlace : gatedArgv(inPlace);
  try {
    // Many ticks run nothing.
    return process.getBuiltinModule('node:child_process').spawn(findProgram(program), args, {
      argv0: program,
      cwd: isFar ? '/' : cwd,
      env: environment,
      detached: true,
      stdio: ['ignore', stdout ?? 'pipe', stderr ?? 'pipe', ...(gate === undefined ? [] : ['pipe' as const])],
    });
  } catch (error) {
    // A NUL in an argument.
    return notStarted(messageOf(error));
  }
}

// A process is only there for us once it has its directory and its program: on a mount that does not answer we would
// stand still with it. So a shell goes there.
function farArgv(argv: Argv, cwd: string): Argv {
  return ['/bin/sh', '-c', 'cd "$0" && exec "$@"', cwd, ...argv];
}

function gatedArgv(argv: Argv): Argv {
  return ['/bin/sh', '-c', gateScript, 'sh', ...argv];
}

// Nothing of it keeps this process from ending.
function abandon(child: ChildProcess): void {
  child.unref();
  child.stdout?.destroy();
  child.stderr?.destroy();
}
