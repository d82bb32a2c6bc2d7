import { join } from 'node:path';

import { execa, execaSync } from 'execa';

import { commandPath, root, type RunOptions, type TestHome } from '../harness.ts';

export const fields = ['--team', 't', '--worker', 'w', '--task-id', 'job'];

export const canMakeTerminal =
  execaSync('script', ['-qec', 'true', '/dev/null'], { reject: false, stdin: 'ignore' }).exitCode === 0;
export const fixture = (name: string) => join(root, 'test/fixtures/producer', name);

export function run(home: TestHome, args: string[], options: RunOptions = {}) {
  return home.run('producer', ['run', ...fields, ...args], options);
}

export interface Consumed {
  team: string;
  worker: string;
  task_id: string;
  status: string;
  done: string;
  next: string;
  message: string;
  extra: Record<string, string>;
}

export async function readOnly(home: TestHome): Promise<Consumed> {
  const { stdout } = await home.run('consumer', ['--all']);
  return JSON.parse(String(stdout)) as Consumed;
}

/** Starts `run` and leaves it to the test to wait for it. */
export function start(home: TestHome, args: string[]) {
  return execa(commandPath('producer'), ['run', ...fields, ...args], {
    reject: false,
    extendEnv: false,
    stdin: 'ignore',
    // In a session of its own: without the terminal that the tests may run in.
    detached: true,
    env: home.environment(),
  });
}
