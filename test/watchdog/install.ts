import { lstat, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Result } from 'execa';

import { makeHome, type RunOptions, type TestHome } from '../harness.ts';
import { withSchedulers } from './doctor.ts';

/** What `install --json` says. */
export interface Told {
  event: string;
  scheduler: string;
  schedule: { where: string; text: string }[];
  config: { path: string; keys: string[] };
  logs: string[];
  notes: string[];
  doubts: { level: string; found: string; fix?: string }[];
  undo: string;
  test: string;
}

/** Runs `install` or `uninstall` where the schedulers are those of the test. */
export function run(home: TestHome, words: readonly string[], { env, ...options }: RunOptions = {}): Promise<Result> {
  return home.run('watchdog', [...words], { ...options, env: { ...withSchedulers(), ...env } });
}

/** The same, and what it says with --json. */
export async function told(home: TestHome, words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Told> {
  const { stdout, stderr, exitCode } = await run(home, [...words, '--json'], { env });
  if (exitCode !== 0) throw new Error(`exit ${exitCode}: ${String(stderr)}`);
  return JSON.parse(String(stdout)) as Told;
}

/** A send command that appends to a file, and what it was given. */
export function collecting(home: TestHome): { command: string; sent: () => Promise<string> } {
  const path = join(home.base, 'collected');
  return { command: `cat >> '${path}'`, sent: () => readFile(path, 'utf8').catch(() => '') };
}

/** A home that has a config.json of this text. */
export async function makeConfigured(config: string): Promise<TestHome> {
  const home = await makeHome();
  await mkdir(home.dir, { recursive: true, mode: 0o700 });
  await writeFile(home.path('config.json'), config, { mode: 0o600 });
  return home;
}

/** What was kept in the home before it was changed: files whose names begin so. */
export async function readBackups(home: TestHome, begins: string): Promise<Buffer[]> {
  const names = (await home.names('.')).filter((name) => name.startsWith(begins) && name.endsWith('.bak'));
  return Promise.all(names.map((name) => readFile(home.path(name))));
}

/** The table of the test's user. */
export function readTable(home: TestHome): Promise<string> {
  return readFile(join(home.base, 'crontab.txt'), 'utf8').catch(() => '');
}

/** Everything below the home directory of the test's user: its mode, and what stands in it. */
export async function lookAtAll(home: TestHome): Promise<Record<string, string>> {
  const names = (await readdir(home.base, { recursive: true })).sort();
  const seen = names.map(async (name) => {
    const path = join(home.base, name);
    const info = await lstat(path);
    const text = info.isFile() ? await readFile(path, 'latin1') : '';
    return [name, `${info.mode.toString(8)} ${info.isFile() ? info.mtimeMs : ''} ${text}`];
  });
  return Object.fromEntries(await Promise.all(seen)) as Record<string, string>;
}
