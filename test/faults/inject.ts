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

/** Which calls of a name are hit. */
export interface Stride {
  first: number;
  step: number;
}

const isWhole = process.env['OWNER_REPORT_TEST_FAULTS'] === 'all';

/** The first two of a campaign's effects, or all of them in `npm run test:faults`. */
export function sampleOf(effects: string[]): string[] {
  return isWhole ? effects : effects.slice(0, 2);
}

/** The same, each with the calls it is to hit: every fourth one from `firsts`, or all in `npm run test:faults`. */
export function sampleOfCalls(effects: string[], firsts: readonly number[]): [string, Stride][] {
  return sampleOf(effects).map((effect, index) => [
    effect,
    isWhole ? { first: 1, step: 1 } : { first: firsts[index] ?? 1, step: 4 },
  ]);
}

/** Runs a built command with one injected fault. `fired` says whether the call was ever made. */
export async function runWithFault(
  home: TestHome,
  fault: Fault,
  command: Command,
  args: string[],
  extraEnv: NodeJS.ProcessEnv = {},
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
        env: { ...bareEnvironment(home.base), OWNER_REPORT_HOME: home.dir, UV_THREADPOOL_SIZE: '1', ...extraEnv },
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
 * @param stride which calls are hit: every one, unless it says where to begin and how many to go on.
 * @returns how many faults fired.
 */
export async function atEveryCall(
  calls: readonly string[],
  effect: string,
  round: (fault: Fault) => Promise<boolean>,
  { first, step }: Stride = { first: 1, step: 1 },
): Promise<number> {
  let fired = 0;
  for (const call of calls) {
    for (let when = first; await round({ call, when, effect }); when += step) fired += 1;
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
