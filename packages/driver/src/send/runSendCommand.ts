import { messageOf, writeNewFile } from '@owner-report/spool';
import { execa } from 'execa';

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
  const output = await openOutput(order.files.output);
  const end = await spawnSender(order).finally(() => output.stopTrimming());
  return { ...end, output: await output.readTail(), durationMs: Math.round(performance.now() - startedAt) };
}

async function spawnSender(order: SendCommand): Promise<SendEnd> {
  const { token, files, fence, facts, command } = order;
  const args = [token, files.run, fence, files.message, files.output, facts, command];
  let sender: ReturnType<typeof startSender>;
  try {
    sender = startSender(order, args);
  } catch (error) {
    // What no program can be started with is told at once, not by the end of a process.
    return { end: 'not-run', reason: `the shell could not be started: ${messageOf(error)}` };
  }
  const watch = watchTimeout(order, sender.pid);
  const result = await sender;
  const timedOut = await watch.stop();
  if (sender.pid === undefined)
    return { end: 'not-run', reason: `the shell could not be started: ${messageOf(result.cause ?? result)}` };
  if (timedOut) return { end: 'unknown', reason: `no end within ${order.timeoutMs / 1000} s, stopped` };
  const claim = await readClaim(files.run);
  if (result.exitCode === undefined && claim.state === 'open') {
    signalGroup(sender.pid, 'SIGKILL');
    return {
      end: 'unknown',
      reason: `the sending shell was killed by ${result.signal ?? 'a signal'}`,
      signal: result.signal ?? 'unknown',
    };
  }
  if (claim.state === 'none') return { end: 'not-run', reason: 'the attempt could not be claimed' };
  // The receipt may be missing (a full disk): the shell's own exit code says the same.
  return { end: 'exited', exitCode: claim.state === 'exited' ? claim.exitCode : (result.exitCode ?? 1) };
}

function startSender(order: SendCommand, args: string[]) {
  return execa('/bin/sh', ['-c', senderScript, 'owner-report-sender', ...args], {
    env: {
      ...order.variables,
      [tokenVariable]: order.token,
      OWNER_REPORT_UMASK: process.umask().toString(8).padStart(4, '0'),
    },
    stdio: 'ignore',
    detached: true,
    reject: false,
    buffer: false,
    // The sender outlives us: its receipt is for the next pass.
    cleanup: false,
  });
}

interface TimeoutWatch {
  /** Ends the watch; true when the time had run out. */
  stop(): Promise<boolean>;
}

function watchTimeout(order: SendCommand, pid: number | undefined): TimeoutWatch {
  let marked: Promise<void> | undefined;
  let killer: NodeJS.Timeout | undefined;
  const timer = setTimeout(() => {
    // Guarantee: the time-out is on record before the TERM, and outranks the exit code that follows it.
    marked = writeNewFile(order.files.timeout, '')
      .catch(() => {})
      .then(() => {
        if (pid === undefined) return;
        signalGroup(pid, 'SIGTERM');
        killer = setTimeout(() => signalGroup(pid, 'SIGKILL'), killAfterMs);
      });
  }, order.timeoutMs);
  return {
    stop: async () => {
      clearTimeout(timer);
      await marked;
      clearTimeout(killer);
      if (marked !== undefined && pid !== undefined) signalGroup(pid, 'SIGKILL');
      return marked !== undefined;
    },
  };
}
