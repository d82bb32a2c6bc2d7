import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type Home, resolveHome } from '@owner-report/spool';

import type { MonitorFiles } from '../config/monitorHint.ts';
import { StateFile } from '../state/stateFile.ts';
import { bodyOf, tick } from '../tick/tick.ts';
import type { TickOrder } from '../tick/tickOrder.ts';

/** A home, a config and a state of their own for one rule, and a clock that only moves when it is told to. */
export class Bench {
  readonly dir: string;
  readonly home: Home;
  readonly stateFile: StateFile;
  readonly configPath: string;
  // Noon, local time: far from the quiet hours by default.
  #now = new Date(2026, 0, 15, 12, 0, 0);

  constructor(dir: string) {
    this.dir = dir;
    this.home = resolveHome(join(dir, 'home'));
    this.stateFile = new StateFile(join(dir, 'state', 'ops-monitor.json'), () => this.#now);
    this.configPath = join(dir, 'ops-jobs.json');
  }

  get files(): MonitorFiles {
    return { config: this.configPath, state: this.stateFile.path, home: this.home.dir };
  }

  get now(): Date {
    return this.#now;
  }

  /** Moves the clock to a time of day of the same date or, with `days`, a later one. */
  setTime(hour: number, minute: number, days = 0): void {
    this.#now = new Date(2026, 0, 15 + days, hour, minute, 0);
  }

  passMinutes(minutes: number): void {
    this.#now = new Date(this.#now.getTime() + minutes * 60_000);
  }

  /** Writes the config; a job without them gets this directory and a status command that prints `<id>.status`. */
  async setJobs(jobs: object[], defaults: object = {}): Promise<void> {
    await mkdir(this.dir, { recursive: true });
    const complete = jobs.map((job) => ({
      kind: 'long_running_read',
      risk: 'read_only',
      enabled: true,
      cwd: this.dir,
      ...job,
      commands: {
        start: ['/bin/sh', '-c', `echo >> ${idOf(job)}.started`],
        status: ['/bin/cat', `${idOf(job)}.status`],
        ...(job as { commands?: object }).commands,
      },
    }));
    await writeFile(this.configPath, JSON.stringify({ version: 1, defaults, jobs: complete }), { mode: 0o600 });
  }

  /** What the job's status command prints from now on. */
  async setStatus(id: string, status: object | string): Promise<void> {
    const text = typeof status === 'string' ? status : JSON.stringify({ running: false, completed: false, ...status });
    await writeFile(join(this.dir, `${id}.status`), text);
  }

  /** One tick now; returns what it reported, or '' when it was silent. */
  async tick(mode: TickOrder['mode'] = 'live'): Promise<string> {
    const { configPath, files, stateFile, home } = this;
    const alone = { assertAlone: () => {}, leave: () => Promise.resolve(), onWarning: () => {} };
    return bodyOf(await tick({ configPath, files, stateFile, home, now: this.#now, mode, ...alone }), this.#now);
  }

  /** How often the job was started. */
  async countStarts(id: string): Promise<number> {
    const text = await readFile(join(this.dir, `${id}.started`), 'utf8').catch(() => '');
    return text.length;
  }

  /** Bodies of all that is in `pending/`, in queue order. */
  async pending(): Promise<string[]> {
    const names = (await readdir(this.home.pending).catch(() => [])).sort();
    return Promise.all(names.map((name) => readFile(join(this.home.pending, name), 'utf8')));
  }
}

/** @throws Error with `what` when a report does not hold a text */
export function expectSays(report: string, text: string, what: string): void {
  if (!report.includes(text))
    throw new Error(`${what}: expected ${JSON.stringify(text)}, got ${JSON.stringify(report)}`);
}

/** @throws Error with `what` when something was reported */
export function expectSilent(report: string, what: string): void {
  if (report !== '') throw new Error(`${what}: expected silence, got ${JSON.stringify(report)}`);
}

/** @throws Error with `what` when two values differ */
export function expectEqual(got: unknown, expected: unknown, what: string): void {
  if (got !== expected) throw new Error(`${what}: expected ${String(expected)}, got ${String(got)}`);
}

function idOf(job: object): string {
  return (job as { id: string }).id;
}
