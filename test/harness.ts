import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { execa, type Result } from 'execa';
import { onTestFinished } from 'vitest';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

export type Command = 'producer' | 'consumer' | 'driver' | 'relay' | 'send' | 'watchdog' | 'monitor';

export interface RunOptions {
  env?: NodeJS.ProcessEnv;
  input?: string | Uint8Array;
  cwd?: string;
}

// Coverage is measured over the modules that the bundles are made of: see scripts/coverage.mjs.
const commands = process.env['OWNER_REPORT_TEST_COMMANDS'] ?? join(root, 'node_modules/.bin');

/** The built command that users call. */
export function commandPath(command: Command): string {
  return join(commands, `owner-report-${command}`);
}

/** A temporary home of one test, removed with it, and the commands that work on it. */
export class TestHome {
  /** The test's own directory. */
  readonly base: string;
  readonly dir: string;

  constructor(base: string) {
    this.base = base;
    this.dir = join(base, 'home');
  }

  path(...parts: string[]): string {
    return join(this.dir, ...parts);
  }

  /** A bare environment with this home. */
  environment(): NodeJS.ProcessEnv {
    return { ...bareEnvironment(this.base), OWNER_REPORT_HOME: this.dir };
  }

  /** Names in one place, sorted; none when it is not there yet. */
  async names(place: string): Promise<string[]> {
    return (await readdir(this.path(place)).catch(() => [])).sort();
  }

  /** A built command with a bare environment and this home; never throws for an exit code. */
  run(command: Command, args: string[], options: RunOptions = {}): Promise<Result> {
    return execa(commandPath(command), args, {
      reject: false,
      extendEnv: false,
      stripFinalNewline: false,
      env: { ...this.environment(), ...options.env },
      cwd: options.cwd ?? this.base,
      ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    }) as unknown as Promise<Result>;
  }

  /** Enqueues a report by the built producer and returns its id. */
  async produce(args: string[] = [], options: RunOptions = {}): Promise<string> {
    const fields = ['--team', 't', '--worker', 'w', '--task-id', 'job', '--status', 'normal', '--done', 'something'];
    const result = await this.run('producer', [...fields, ...args, '--json'], options);
    if (result.exitCode !== 0) throw new Error(`producer: exit ${result.exitCode}: ${String(result.stderr)}`);
    return (JSON.parse(String(result.stdout)) as { report_id: string }).report_id;
  }

  /** Puts a file into pending/ as an operator would, by hand. */
  async write(id: string, content: string | Uint8Array, place = 'pending'): Promise<string> {
    await mkdir(this.path(place), { recursive: true, mode: 0o700 });
    const path = this.path(place, `${id}.md`);
    await writeFile(path, content, { mode: 0o600 });
    return path;
  }

  /** An executable of this test, as a send command or job; returns its path. */
  async script(name: string, body: string): Promise<string> {
    const path = join(this.base, name);
    await writeFile(path, `#!/bin/sh\n${body}\n`);
    await chmod(path, 0o755);
    return path;
  }

  /** Lines of deliveries.jsonl. */
  async deliveries(): Promise<Record<string, unknown>[]> {
    const text = await readFile(this.path('deliveries.jsonl'), 'utf8').catch(() => '');
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}

/** The environment that a test gives on purpose, and nothing of this machine's but PATH. */
export function bareEnvironment(userHome: string): NodeJS.ProcessEnv {
  const { PATH, NODE_V8_COVERAGE } = process.env;
  return { PATH, HOME: userHome, LANG: 'C.UTF-8', ...(NODE_V8_COVERAGE === undefined ? {} : { NODE_V8_COVERAGE }) };
}

/** The environment that gives a command another time: an ISO 8601 time at which its clock stands still, or a shift. */
export function clockEnvironment(clock: { at: string } | { shiftMs: number }): NodeJS.ProcessEnv {
  return {
    ...('at' in clock ? { TEST_CLOCK: clock.at } : { TEST_CLOCK_SHIFT_MS: String(clock.shiftMs) }),
    NODE_OPTIONS: `--import=${pathToFileURL(join(root, 'test/fixtures/clock.js')).href}`,
  };
}

export async function makeHome(): Promise<TestHome> {
  const base = await mkdtemp(join(tmpdir(), 'owner-report-test-'));
  // A command that a test has cut off may still be writing there.
  onTestFinished(() => rm(base, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));
  return new TestHome(base);
}

/** A hand-written report with the given fields and body. */
export function reportText(id: string, fields: Record<string, string> = {}, body = 'hello\n'): string {
  const all = { report_id: id, team: 't', worker: 'w', task_id: 'job', status: 'normal', ...fields };
  return `---\n${Object.entries(all)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('')}---\n${body}`;
}

/**
 * Waits until `check` gives something that is true; fails loudly after `waitMs`. That is no verdict about time: it only
 * ends a wait in vain, on any machine, however it is loaded and whoever sets its clock.
 */
export async function until<T>(
  what: string,
  check: () => T | undefined | false | Promise<T | undefined | false>,
  waitMs = 600_000,
): Promise<T> {
  const deadline = performance.now() + waitMs;
  while (performance.now() < deadline) {
    const value = await check();
    if (value !== undefined && value !== false) return value;
    // A look at once after the last one would take a core from the commands that are waited for.
    await new Promise((wake) => setTimeout(wake, 5));
  }
  throw new Error(`waited in vain for: ${what}`);
}
