import type { ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import { constants } from 'node:os';

import { childDirectory, emptyPipes, type Ending, giveUpAfterMs, killAfterMs, OutputTail } from '@owner-report/cli';
import { errnoOf, messageOf } from '@owner-report/spool';

import { openInput } from './openInput.ts';

/** How a program ended, and the end of what it printed. */
export interface ProgramRun {
  ending: Ending;
  stdout: string;
  stderr: string;
}

/** What a program is started with. */
export interface ProgramCall {
  program: string;
  args: readonly string[];
  environment: NodeJS.ProcessEnv;
  /** What stands on its stdin; nothing by default. */
  input?: string | Uint8Array;
  /** After that it gets TERM, and KILL 5 s later. */
  timeoutMs: number;
}

/**
 * Runs a program that sends a message. It stays in our process group: what ends a send command ends it, too. A process that
 * it leaves behind is not waited for. Never rejects.
 */
export async function runProgram({ program, args, environment, input, timeoutMs }: ProgramCall): Promise<ProgramRun> {
  const { spawn } = await import('node:child_process');
  const [stdout, stderr] = [new OutputTail(), new OutputTail()];
  const stdin = input === undefined ? 'ignore' : openInput(input);
  try {
    const child = spawn(program, args, { env: environment, cwd: childDirectory(), stdio: [stdin, 'pipe', 'pipe'] });
    child.stdout?.on('data', stdout.addStream());
    child.stderr?.on('data', stderr.addStream());
    // One that does not read its message to the end says by its exit code what that means.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
    const ending = await waitForEnd(child, timeoutMs);
    await emptyPipes([child.stdout, child.stderr]);
    return { ending, stdout: stdout.read(), stderr: stderr.read() };
  } catch (error) {
    return { ending: notStarted(error), stdout: '', stderr: '' };
  } finally {
    if (typeof stdin === 'number') closeSync(stdin);
  }
}

function waitForEnd(child: ChildProcess, timeoutMs: number): Promise<Ending> {
  return new Promise((settle) => {
    let isTimeUp = false;
    const timers: NodeJS.Timeout[] = [];
    const end = (ending: Ending) => {
      for (const timer of timers) clearTimeout(timer);
      child.unref();
      settle(isTimeUp ? { kind: 'timed-out', timeoutMs } : ending);
    };
    const after = (ms: number, work: () => void) => timers.push(setTimeout(work, ms));
    after(timeoutMs, () => {
      isTimeUp = true;
      child.kill('SIGTERM');
      after(killAfterMs, () => child.kill('SIGKILL'));
      after(killAfterMs + giveUpAfterMs, () => end({ kind: 'timed-out', timeoutMs }));
    });
    child.once('error', (error) => end(notStarted(error)));
    child.once('exit', (code, signal) =>
      end(signal === null ? { kind: 'exited', code: code ?? 0 } : { kind: 'killed', signal }),
    );
  });
}

function notStarted(error: unknown): Ending {
  const isMissing = errnoOf(error) === 'ENOENT';
  return { kind: 'not-started', code: isMissing ? 127 : 126, reason: messageOf(error) };
}

/** How a program ended, in words. */
export function describeProgramEnd(ending: Ending): string {
  switch (ending.kind) {
    case 'exited':
      return `exit ${ending.code}`;
    case 'killed':
      return `ended by ${ending.signal} (${constants.signals[ending.signal]})`;
    case 'timed-out':
      return `no end within ${Math.round(ending.timeoutMs / 1000)} s`;
    case 'not-started':
      return ending.reason;
  }
}
