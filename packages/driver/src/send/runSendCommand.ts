import { messageOf, writeNewFile } from '@owner-report/spool';

import type { AttemptFiles } from '../attempt/attemptFiles.ts';
import { readClaim } from '../attempt/claim.ts';
import { tokenVariable } from './findSenders.ts';
import { openOutput } from './outputTail.ts';
import { senderScript } from './senderScript.ts';
import { killAfterMs, signalGroup } from './stopGroup.ts';

/** One run of the send command. */
export interface SendCommand {
  command: string;
  token: string;
  /** Path of the fence. */
  fence: string;
  files: AttemptFiles;
  variables: Record<string, string>;
  timeoutMs: number;
  /** Facts for people who read the claim: attempt, deadline, boot. */
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

/** Runs the send command in a process group of its own, the message on stdin, everything it prints into a file. */
export async function runSendCommand(order: SendCommand): Promise<SendResult> {
  const startedAt = performance.now();
  const output = openOutput(order.files.output);
  const end = await spawnSender(order).finally(() => output.stopTrimming());
  return { ...end, output: output.readTail(), durationMs: Math.round(performance.now() - startedAt) };
}

async function spawnSender(order: SendCommand): Promise<SendEnd> {
  const sender = await startSender(order);
  if (sender.reason !== undefined)
    return { end: 'not-run', reason: `the shell could not be started: ${sender.reason}` };
  const watch = watchTimeout(order, sender.pid);
  const { exitCode, signal } = await sender.exit;
  if (await watch.stop()) return { end: 'unknown', reason: `no end within ${order.timeoutMs / 1000} s, stopped` };
  const claim = await readClaim(order.files.run);
  if (exitCode === null && claim.state === 'open') {
    signalGroup(sender.pid, 'SIGKILL');
    return { end: 'unknown', reason: `the sending shell was killed by ${signal ?? 'a signal'}`, signal: signal ?? 'unknown' };
  }
  if (claim.state === 'none') return { end: 'not-run', reason: 'the attempt could not be claimed' };
  // The receipt may be missing (a full disk): the shell's own exit code says the same.
  return { end: 'exited', exitCode: claim.state === 'exited' ? claim.exitCode : (exitCode ?? 1) };
}

type Exit = { exitCode: number | null; signal: NodeJS.Signals | null };
type Sender = { pid: number; exit: Promise<Exit>; reason?: undefined } | { reason: string };

// Not by execa: what it adds to a process (streams, clean-up, errors) is not for one that writes into files and outlives
// us, and costs as much as the process itself.
async function startSender({ token, files, fence, facts, command, variables }: SendCommand): Promise<Sender> {
  const { spawn } = await import('node:child_process');
  const args = [token, files.run, fence, files.message, files.output, facts, command];
  const umask = process.umask().toString(8).padStart(4, '0');
  const env = { ...process.env, ...variables, [tokenVariable]: token, OWNER_REPORT_UMASK: umask };
  return new Promise((started) => {
    const fail = (error: unknown) => started({ reason: messageOf(error) });
    try {
      const sender = spawn('/bin/sh', ['-c', senderScript, 'owner-report-sender', ...args], {
        env,
        stdio: 'ignore',
        detached: true,
      });
      const exit = new Promise<Exit>((ended) => {
        sender.once('exit', (exitCode, signal) => ended({ exitCode, signal }));
      });
      sender.once('error', fail);
      if (sender.pid !== undefined) started({ pid: sender.pid, exit });
    } catch (error) {
      // What no program can be started with (a NUL) is told at once, not by an event.
      fail(error);
    }
  });
}

interface TimeoutWatch {
  /** Ends the watch; true when the time had run out. */
  stop(): Promise<boolean>;
}

function watchTimeout(order: SendCommand, pid: number): TimeoutWatch {
  let marked: Promise<void> | undefined;
  let killer: NodeJS.Timeout | undefined;
  const timer = setTimeout(() => {
    // Guarantee: the time-out is on record before the TERM, and outranks the exit code that follows it.
    marked = writeNewFile(order.files.timeout, '')
      .catch(() => {})
      .then(() => {
        signalGroup(pid, 'SIGTERM');
        killer = setTimeout(() => signalGroup(pid, 'SIGKILL'), killAfterMs);
      });
  }, order.timeoutMs);
  return {
    stop: async () => {
      clearTimeout(timer);
      await marked;
      clearTimeout(killer);
      if (marked !== undefined) signalGroup(pid, 'SIGKILL');
      return marked !== undefined;
    },
  };
}
