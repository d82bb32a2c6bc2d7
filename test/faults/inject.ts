import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { execa } from 'execa';

import { bareEnvironment, commandPath, type Command, type TestHome } from '../harness.ts';

/** A fault at one system call of a command: the `when`-th call of that name. */
export interface Fault {
  call: string;
  when: number;
  /** `signal=KILL`, or `error=EIO` and the like. */
  effect: string;
}

/** Whether system calls can be made to fail on this machine. */
export const canInject = works('strace', ['-f', '-o', '/dev/null', 'true']);

if (!canInject)
  console.warn('SKIPPED: fault injection needs strace and the right to trace; neither may be missing in CI');

/** The first two of a campaign's effects, or all of them in `npm run test:faults`. */
export function sampleOf(effects: string[]): string[] {
  return process.env['OWNER_REPORT_TEST_FAULTS'] === 'all' ? effects : effects.slice(0, 2);
}

/** Runs a built command with one injected fault. `fired` says whether the call was ever made. */
export async function runWithFault(
  home: TestHome,
  fault: Fault,
  command: Command,
  args: string[],
): Promise<{ fired: boolean; exitCode: number | undefined; stdout: string; stderr: string }> {
  const dir = mkdtempSync(join(tmpdir(), 'owner-report-strace-'));
  const log = join(dir, 'log');
  try {
    const inject = `inject=${fault.call}:${fault.effect}:when=${fault.when}`;
    const result = await execa(
      'strace',
      [
        '-f',
        '-qq',
        '-e',
        `trace=${fault.call}`,
        '-e',
        inject,
        '-o',
        log,
        process.execPath,
        commandPath(command),
        ...args,
      ],
      {
        reject: false,
        extendEnv: false,
        stdin: 'ignore',
        // One thread makes all calls on files, so that a call's number is exact: strace counts by thread.
        env: { ...bareEnvironment(home.base), OWNER_REPORT_HOME: home.dir, UV_THREADPOOL_SIZE: '1' },
      },
    );
    const trace = readFileSync(log, 'utf8');
    const fired = trace.includes('(INJECTED)') || trace.includes('killed by SIGKILL');
    return { fired, exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/**
 * Runs `round` with a fault at the first, second, … call of each name, until a call is not made any more.
 * @returns how many faults fired.
 */
export async function atEveryCall(
  calls: readonly string[],
  effect: string,
  round: (fault: Fault) => Promise<boolean>,
): Promise<number> {
  let fired = 0;
  for (const call of calls) {
    for (let when = 1; await round({ call, when, effect }); when += 1) fired += 1;
  }
  return fired;
}

function works(command: string, args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
