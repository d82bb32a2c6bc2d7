import { signalGroup } from '@owner-report/cli';

import { isTimedOut } from '../attempt/attemptFiles.ts';
import type { CommandExit } from '../attempt/judgeExit.ts';
import { openOutput, type OutputFile } from './outputFile.ts';
import { notRunCode } from './senderScript.ts';
import { type Exit, type SendCommand, type Shell, startShell } from './startShell.ts';
import { type TimeoutWatch, readClaimIfCan, watchTimeout } from './watchTimeout.ts';

/**
 * How it ended. Only `exited` can be a success.
 * - `not-run`: the send command never started.
 * - `unknown`: it may or may not have sent.
 */
type SendEnd =
  | ({ end: 'exited' } & CommandExit)
  | { end: 'unknown'; reason: string; signal?: string }
  | { end: 'not-run'; reason: string };

export type SendResult = SendEnd & {
  /** The last 8 KiB that was printed, secrets redacted. */
  output: string;
  durationMs: number;
};

/** What is asked and told when a sender is let go. */
export interface LetGo {
  /** What the claim is to say of the attempt: number, deadline, boot. */
  facts: string;
  /** The last question before it; false keeps the send command from running. */
  mayGo: (() => Promise<boolean>) | undefined;
  /** Called when it has been let go. What it begins is waited for before the end is judged. */
  onGo: () => Promise<void>;
}

/** A shell that waits to be let go. */
export interface Sender {
  /** Lets the send command go, and waits for its end; 'stopped' when it may not go, or no more. */
  letGo: (order: LetGo) => Promise<SendResult | 'stopped'>;
  /** Ends it without the send command. */
  dismiss: () => void;
}

/**
 * Starts the shell for one run of the send command, in a process group of its own, what it prints going into a file.
 */
export async function startSender(order: SendCommand): Promise<Sender> {
  const shell = await startShell(order);
  if (shell.reason !== undefined) {
    const end = { end: 'not-run', reason: `the shell could not be started: ${shell.reason}` } as const;
    return { letGo: () => Promise.resolve({ ...end, output: '', durationMs: 0 }), dismiss: () => {} };
  }
  return { letGo: (letGo) => runToEnd(order, shell, letGo), dismiss: () => shell.gate.destroy() };
}

async function runToEnd(
  order: SendCommand,
  shell: Shell,
  { facts, mayGo, onGo }: LetGo,
): Promise<SendResult | 'stopped'> {
  const output = openOutputOr(() => shell.gate.destroy(), order);
  let end: SendEnd;
  let startedAt: number;
  try {
    // Nothing but the go itself comes behind this look.
    if (mayGo !== undefined && !(await mayGo())) {
      shell.gate.destroy();
      return 'stopped';
    }
    startedAt = performance.now();
    const watch = watchTimeout(order, shell.pid);
    shell.gate.end(`${facts}\n`);
    end = await findEnd(order, shell, watch, onGo());
  } finally {
    output.stopTrimming();
  }
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

async function findEnd(
  order: SendCommand,
  shell: Shell,
  watch: TimeoutWatch,
  meanwhile: Promise<void>,
): Promise<SendEnd> {
  // Told where it is waited for.
  meanwhile.catch(() => {});
  const exit = await Promise.race([shell.exit, watch.givenUp]);
  const isOut = watch.stop();
  await meanwhile;
  const late = `no end within ${order.timeoutMs / 1000} s`;
  if (exit === undefined) {
    shell.abandon();
    return { end: 'unknown', reason: `${late}, and none by KILL` };
  }
  // A pass that took over may have told it to end: what it says then is no answer.
  if (isOut || isTimedOut(order.files)) return { end: 'unknown', reason: `${late}, stopped` };
  return judgeExit(order, shell, exit);
}

function judgeExit({ files, token }: SendCommand, { pid }: Shell, { exitCode, signal }: Exit): SendEnd {
  const claim = readClaimIfCan(files);
  // The receipt may be missing (a full disk, somebody cleared it away): the shell's own exit code says the same.
  if (claim.state === 'exited' && claim.token === token)
    return { end: 'exited', exitCode: claim.exitCode, hasResult: claim.hasResult };
  if (claim.state === 'none' && exitCode !== 0) return notRun;
  if (exitCode === null) {
    signalGroup(pid, 'SIGKILL');
    const killer = signal ?? 'unknown';
    return { end: 'unknown', reason: `the sending shell was killed by ${killer}`, signal: killer };
  }
  return claim.state === 'absent' && exitCode === notRunCode ? notRun : { end: 'exited', exitCode };
}

const notRun = { end: 'not-run', reason: 'the attempt could not be claimed' } as const;
