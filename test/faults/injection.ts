import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { execa, type ResultPromise } from 'execa';

import { commandPath, root, until, type Command, type TestHome } from '../harness.ts';

/** WAIT: the call is made when the test says so. */
export type Effect = 'KILL' | 'STOP' | 'WAIT' | 'EIO' | 'ENOSPC' | 'EACCES' | 'EROFS';

/** A fault at the `at`-th call of a command, and of all it starts, that changes files. */
export interface Fault {
  /** 1 for the first; 0 for none; 'each' for every one. */
  at: number | 'each';
  effect: Effect;
}

/** What a command did that was run with a fault. */
export interface Faulted {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
  /** One line for each call: `number pid program call path`, with `HIT` at the end where the fault was. */
  calls: string[];
  /** The line of the call that was hit, if one was. */
  hit: string | undefined;
}

const source = join(root, 'test/faults/preload/inject.c');
const compiled = compileInjector();

/** Whether calls can be made to fail on this machine. */
export const canInject = compiled !== undefined;

if (!canInject)
  console.warn('SKIPPED: fault injection needs Linux, a C compiler as `cc` and its headers; none may be missing in CI');

/** A command at work with a fault. */
export interface FaultyCommand {
  child: ResultPromise;
  /** The calls so far. */
  calls(): string[];
  /** Has a call with WAIT made. @param number that in its line */
  make(number: number): void;
  /** Whether it has been made. */
  isMade(number: number): boolean;
}

interface FaultOptions {
  /** Where calls count; the home by default. */
  dirs?: string[];
  /** Whether calls that only look count, too. */
  countsLooks?: boolean;
  /** Whether what is written to connections counts, too. */
  countsSockets?: boolean;
  env?: NodeJS.ProcessEnv;
}

/** A fault that lies in wait for whoever gets its environment. */
export interface LaidFault {
  env: Record<string, string>;
  /** The calls so far. */
  calls(): string[];
  /** The file of the count, and of a byte for each call. */
  count: string;
}

// A word for each call with WAIT stands behind the count: see inject.c.
const countBytes = 4 + 65_536;

/** Runs a built command with one fault in its calls. */
export async function runWithFault(
  home: TestHome,
  fault: Fault,
  command: Command,
  args: string[],
  options: FaultOptions = {},
): Promise<Faulted> {
  const { child, calls } = startWithFault(home, fault, command, args, options);
  const { exitCode, stdout, stderr } = await child;
  const made = calls();
  return { exitCode, stdout: String(stdout), stderr: String(stderr), calls: made, hit: findHit(made) };
}

/** The line of the call that was hit. */
export function findHit(calls: readonly string[]): string | undefined {
  return calls.find((line) => line.endsWith(' HIT'));
}

/** The same for a command that works while the test goes on. */
export function startWithFault(
  home: TestHome,
  fault: Fault,
  command: Command,
  args: string[],
  options: FaultOptions = {},
): FaultyCommand {
  const { env, calls, count } = layFault(home, fault, options);
  // Not through bin/: its shebang would run env with the fault too.
  const child = execa(process.execPath, [commandPath(command), ...args], {
    reject: false,
    extendEnv: false,
    stdin: 'ignore',
    env: { ...home.environment(), ...env, ...options.env },
  }) as unknown as ResultPromise;
  return {
    child,
    calls,
    make: (number) => {
      withOpen(count, (file) => writeSync(file, Buffer.of(1), 0, 1, 4 + number));
    },
    isMade: (number) => {
      const word = Buffer.alloc(1);
      withOpen(count, (file) => readSync(file, word, 0, 1, 4 + number));
      return word[0] === 2;
    },
  };
}

/** Makes the environment in which a process, and all it starts, counts its calls and is hit at one of them. */
export function layFault(
  home: TestHome,
  { at, effect }: Fault,
  { dirs = [home.dir], countsLooks = false, countsSockets = false }: FaultOptions = {},
): LaidFault {
  if (compiled === undefined) throw new Error('the injector could not be compiled');
  const dir = mkdtempSync(join(home.base, 'fault-'));
  const [count, log] = [join(dir, 'count'), join(dir, 'log')];
  writeFileSync(count, Buffer.alloc(effect === 'WAIT' ? countBytes : 4));
  writeFileSync(log, '');
  const env = {
    // One thread makes all calls on files, so that a call's number means the same in each run.
    UV_THREADPOOL_SIZE: '1',
    LD_PRELOAD: compiled,
    FAULT_DIRS: dirs.join(':'),
    FAULT_COUNT: count,
    FAULT_AT: at === 'each' ? '-1' : String(at),
    FAULT_EFFECT: effect,
    FAULT_LOG: log,
    ...(countsLooks ? { FAULT_LOOKS: '1' } : {}),
    ...(countsSockets ? { FAULT_SOCKETS: '1' } : {}),
  };
  // A line may be read while it is written.
  const calls = () => readFileSync(log, 'utf8').split('\n').slice(0, -1);
  return { env, count, calls };
}

function withOpen<T>(path: string, work: (descriptor: number) => T): T {
  const descriptor = openSync(path, 'r+');
  try {
    return work(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Waits until a command with a STOP in it stands still. Returns the line of the call at which it does, or 'ended' when
 * it has ended without.
 */
export function untilStopped({ child, calls }: FaultyCommand): Promise<string> {
  let ended = false;
  void child.then(() => (ended = true));
  return until('the stop or the end', () => {
    const line = findHit(calls());
    return ended ? 'ended' : line !== undefined && stateOf(line) === 'T' && line;
  });
}

/**
 * Lets a command with a STOP at each call go on until it stands at one whose line fits, and returns that; to its end when
 * none is given.
 */
export async function stepTo({ child, calls }: FaultyCommand, fits?: RegExp): Promise<string> {
  let ended = false;
  void child.then(() => (ended = true));
  let line = calls().at(-1);
  for (let seen = 0; ; seen = calls().length) {
    if (seen > 0 && line !== undefined) continueFrom(line);
    line = await until('the next call', () => {
      const made = calls();
      const last = made.at(-1);
      return ended ? 'ended' : made.length > seen && last !== undefined && stateOf(last) === 'T' && last;
    });
    if (line === 'ended' || fits?.test(line)) return line;
  }
}

/** Lets the command that was stopped at this call go on. */
export function continueFrom(line: string): void {
  process.kill(Number(line.split(' ')[1]), 'SIGCONT');
}

function stateOf(line: string): string | undefined {
  try {
    return /\) (\S)/.exec(readFileSync(`/proc/${line.split(' ')[1]}/stat`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

/**
 * Runs `round` with a fault at the first, second, … call, until a round makes fewer calls than that.
 * @param every, offset, most which calls of all: `offset`, `offset + every`, …, and how many; all of them by default.
 * @returns how many faults fired.
 */
export async function atCalls(
  effect: Effect,
  { every = 1, offset = 1, most = Number.POSITIVE_INFINITY }: { every?: number; offset?: number; most?: number },
  round: (fault: Fault) => Promise<Faulted>,
): Promise<number> {
  let fired = 0;
  for (let at = offset; fired < most && (await round({ at, effect })).hit !== undefined; at += every) fired += 1;
  return fired;
}

function compileInjector(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const dir = mkdtempSync(join(tmpdir(), 'owner-report-inject-'));
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
  const library = join(dir, 'inject.so');
  try {
    execFileSync('cc', ['-shared', '-fPIC', '-O1', '-w', '-o', library, source, '-ldl'], { stdio: 'ignore' });
    execFileSync('true', { env: { ...process.env, LD_PRELOAD: library }, stdio: 'ignore' });
    return library;
  } catch {
    return undefined;
  }
}
