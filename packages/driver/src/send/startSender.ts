import type { Writable } from 'node:stream';

import { signalGroup } from '@owner-report/cli';
import { messageOf } from '@owner-report/spool';

import { type AttemptFiles, markTimedOut } from '../attempt/attemptFiles.ts';
import { readClaim } from '../attempt/claim.ts';
import { pathWithCommands } from './commandsPath.ts';
import { tokenVariable } from './isAttemptRunning.ts';
import { openOutput, type OutputFile } from './outputFile.ts';
import { senderScript } from './senderScript.ts';
import { killAfterMs } from './stopAttempt.ts';

/** One run of the send command. */
export interface SendCommand {
  command: string;
  token: string;
  /** Path of the fence. */
  fence: string;
  files: AttemptFiles;
  variables: Record<string, string>;
  timeoutMs: number;
  /** For people who read the claim: attempt, deadline, boot. */
  facts: string;
}

/**
 * How it ended. Only `exited` with code 0 is a success.
 * - `not-run`: the send command never started.
 * - `unknown`: it may or may not have sent.
 */
type SendEnd =
  | { end: 'exited'; exitCode: number }
  | { end: 'unknown'; reason: string; signal?: string }
  | { end: 'not-run'; reason: string };

export type SendResult = SendEnd & {
  /** The last 8 KiB that was printed, secrets redacted. */
  output: string;
  durationMs: number;
};

/** A shell that waits to be let go. */
export interface Sender {
  /** Lets the send command go, and waits for its end. */
  letGo: () => Promise<SendResult>;
  /** Ends it without the send command. */
  dismiss: () => void;
}

/** Starts the shell for one run of the send command, in a process group of its own, what it prints going into a file. */
export async function startSender(order: SendCommand): Promise<Sender> {
  const shell = await startShell(order);
  if (shell.reason !== undefined) {
    const end = { end: 'not-run', reason: `the shell could not be started: ${shell.reason}` } as const;
    return { letGo: () => Promise.resolve({ ...end, output: '', durationMs: 0 }), dismiss: () => {} };
  }
  return { letGo: () => runToEnd(order, shell), dismiss: () => shell.gate.destroy() };
}

async function runToEnd(order: SendCommand, shell: Shell): Promise<SendResult> {
  const startedAt = performance.now();
  const output = openOutputOr(() => shell.gate.destroy(), order);
  const end = await openGate(order, shell).finally(() => output.stopTrimming());
  return { ...end, output: output.readTail(), durationMs: Math.round(performance.now() - startedAt) };
}

// Otherwise the shell waits for "go" while we wait for its exit.
function openOutputOr(giveUp: () => void, { files }: SendCommand): OutputFile {
  try {
    return openOutput(files.output);
  } catch (error) {
    giveUp();
    throw error;
  }
}

async function openGate(order: SendCommand, shell: Shell): Promise<SendEnd> {
  const watch = watchTimeout(order, shell.pid);
  shell.gate.end('go\n');
  const { exitCode, signal } = await shell.exit;
  if (watch.stop()) return { end: 'unknown', reason: `no end within ${order.timeoutMs / 1000} s, stopped` };
  const claim = readClaim(order.files.run);
  if (exitCode === null && claim.state === 'open') {
    signalGroup(shell.pid, 'SIGKILL');
    const killer = signal ?? 'unknown';
    return { end: 'unknown', reason: `the sending shell was killed by ${killer}`, signal: killer };
  }
  const isOurs = claim.state !== 'none' && claim.token === order.token;
  // 0 comes from the send command alone, whoever has cleared the claim away.
  if (!isOurs && exitCode !== 0) return { end: 'not-run', reason: 'the attempt could not be claimed' };
  // The receipt may be missing (a full disk): the shell's own exit code says the same.
  return { end: 'exited', exitCode: isOurs && claim.state === 'exited' ? claim.exitCode : (exitCode ?? 1) };
}

interface Exit {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
}

interface Shell {
  reason?: undefined;
  pid: number;
  exit: Promise<Exit>;
  /** One line in it lets the send command go; its end without one, also by our death, ends the shell. */
  gate: Writable;
}

// Not by execa. Its streams and its clean-up are not for a process that writes into files and outlives us, and they
// cost as much time as the process itself.
async function startShell(order: SendCommand): Promise<Shell | { reason: string }> {
  const { token, files, fence, facts, command, variables } = order;
  const { spawn } = await import('node:child_process');
  const args = [token, files.run, fence, files.message, files.output, facts, command];
  const umask = process.umask().toString(8).padStart(4, '0');
  const PATH = pathWithCommands(process.env['PATH']);
  const env = { ...process.env, PATH, ...variables, [tokenVariable]: token, OWNER_REPORT_UMASK: umask };
  return new Promise((started) => {
    const fail = (error: unknown) => started({ reason: messageOf(error) });
    try {
      const shell = spawn('/bin/sh', ['-c', senderScript, 'owner-report-sender', ...args], {
        env,
        stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
        detached: true,
      });
      const exit = new Promise<Exit>((ended) => {
        shell.once('exit', (exitCode, signal) => ended({ exitCode, signal }));
      });
      shell.once('error', fail);
      if (shell.pid === undefined) return;
      const gate = shell.stdio[3] as Writable;
      // EPIPE: it died at the gate; its exit says so.
      gate.on('error', () => {});
      started({ pid: shell.pid, exit, gate });
    } catch (error) {
      // What no program can be started with (a NUL) is told at once, not by an event.
      fail(error);
    }
  });
}

interface TimeoutWatch {
  /** Ends the watch; true when the time had run out. */
  stop: () => boolean;
}

function watchTimeout(order: SendCommand, pid: number): TimeoutWatch {
  let isOut = false;
  let killer: NodeJS.Timeout | undefined;
  const timeOut = () => {
    // This process was stopped, and its clock went on: the send ended in time.
    if (hasReceipt(order.files)) return;
    isOut = true;
    // The time-out goes on record before the TERM, and outranks the exit code that follows it.
    markTimedOutQuietly(order.files);
    signalGroup(pid, 'SIGTERM');
    killer = setTimeout(() => signalGroup(pid, 'SIGKILL'), killAfterMs);
  };
  const timer = setTimeout(timeOut, order.timeoutMs);
  return {
    stop: () => {
      clearTimeout(timer);
      clearTimeout(killer);
      if (isOut) signalGroup(pid, 'SIGKILL');
      return isOut;
    },
  };
}

function hasReceipt(files: AttemptFiles): boolean {
  try {
    return readClaim(files.run).state === 'exited';
  } catch {
    // A claim that cannot be read proves nothing: the time is over.
    return false;
  }
}

function markTimedOutQuietly(files: AttemptFiles): void {
  try {
    markTimedOut(files);
  } catch {
    // This process knows it all the same; only a later pass could miss the mark.
  }
}
