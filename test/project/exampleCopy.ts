import { cp, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { onTestFinished } from 'vitest';

import { makeHome, root, type TestHome } from '../harness.ts';

export const examples = ['host-health', 'sync-and-verify', 'security-scan', 'inventory-scan', 'config-change'];

// Long enough to be waited for by nobody: what is paused is killed there.
export const forEver = '3600';

/** A copy of an example, and the monitor called in it as its README says. */
export class Example {
  readonly home: TestHome;
  readonly dir: string;
  readonly env: NodeJS.ProcessEnv = {
    OWNER_REPORT_CONFIG_FILE: 'ops-jobs.json',
    OWNER_REPORT_STATE_FILE: 'data/monitor.json',
  };

  constructor(home: TestHome, name: string) {
    this.home = home;
    this.dir = join(home.base, name);
  }

  path(...parts: string[]): string {
    return join(this.dir, ...parts);
  }

  async monitor(args: string[], env: NodeJS.ProcessEnv = {}): Promise<{ code: number; out: string; err: string }> {
    const result = await this.home.run('monitor', args, { cwd: this.dir, env: { ...this.env, ...env } });
    return { code: result.exitCode ?? -1, out: String(result.stdout), err: String(result.stderr) };
  }

  /** What `status` says of one job. */
  async status(job: string): Promise<JobStatus> {
    const { out } = await this.monitor(['status', '--json']);
    return (JSON.parse(out) as { jobs: JobStatus[] }).jobs.find((one) => one.job === job) as JobStatus;
  }

  /** All reports, in queue order. */
  async reports(): Promise<string[]> {
    const names = await this.home.names('pending');
    return Promise.all(names.map((name) => readFile(this.home.path('pending', name), 'utf8')));
  }
}

export interface JobStatus {
  job: string;
  state: string;
  pid: number | null;
  stop_reason: string | null;
  progress: Record<string, number>;
}

export async function copyExample(name: string): Promise<Example> {
  const example = new Example(await makeHome(), name);
  await cp(join(root, 'examples', name), example.dir, {
    recursive: true,
    filter: (path) => basename(path) !== 'data',
  });
  return example;
}

// A worker of a test that failed in the middle must not go on.
export function stopAtTheEnd(example: Example, job: string): void {
  onTestFinished(async () => void (await example.monitor(['stop', job])));
}

export async function killGroupOf(pid: number): Promise<void> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const group = Number(stat.replace(/^.*\) /s, '').split(' ')[2]);
  process.kill(-group, 'SIGKILL');
}
