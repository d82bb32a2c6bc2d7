import { chmod, cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

import { execa, type Options } from 'execa';
import { onTestFinished } from 'vitest';

const repository = join(import.meta.dirname, '../..');

export const probe = join(repository, 'scripts/openclaw_runtime_probe.sh');
export const fixtures = join(repository, 'test/fixtures');

/** The environment a scheduler gives, except that node is named: not every machine has one in /usr/bin. */
export const bareEnvironment = { PATH: '/usr/bin:/bin', NODE_BIN: process.execPath };

/** A directory that is gone after the test. */
export async function makeDirectory(): Promise<string> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'owner-report-scripts-')));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Runs a program with exactly this environment; a failure is a result. */
export function run(
  file: string,
  args: readonly string[],
  env: Record<string, string>,
  options: Options = {},
): Promise<{ exitCode?: number; stdout: string; stderr: string }> {
  const input = 'input' in options ? {} : ({ stdin: 'ignore' } as const);
  return execa(file, args, {
    ...input,
    ...options,
    env,
    extendEnv: false,
    reject: false,
    encoding: 'utf8',
  }) as never;
}

export async function writeExecutable(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  await chmod(path, 0o755);
}

/** A node that claims the version it is given and otherwise is the node of this test. */
export function writeNode(path: string, version: string): Promise<void> {
  const claim = `#!/bin/sh\n[ "\${1:-}" != --version ] || { echo v${version}; exit; }\n`;
  return writeExecutable(path, `${claim}exec '${process.execPath}' "$@"\n`);
}

/** What the scripts call. */
export const shellTools = ['sh', 'cat', 'cut', 'dirname', 'getent', 'id', 'readlink', 'sed', 'sort', 'tr'];

/** A directory with links to these tools: a PATH on which nothing else can be found. */
export async function makeToolDirectory(tools: readonly string[]): Promise<string> {
  const directory = await makeDirectory();
  const places = (process.env['PATH'] ?? '').split(delimiter);
  for (const tool of tools) {
    const found = await execa('/bin/sh', ['-c', 'command -v "$1"', 'sh', tool], {
      env: { PATH: ['/usr/bin', '/bin', ...places].join(delimiter) },
      reject: false,
    });
    if (found.exitCode === 0) await symlink(found.stdout, join(directory, tool));
  }
  return directory;
}

/** What the recording watchdog saw. */
export type Recording = { args: string[]; env: Record<string, string | undefined> };

/** A copy of the scripts in a root of its own, with a watchdog that prints its arguments and environment. */
export async function makeInstallation(): Promise<{ root: string; wrapper: string }> {
  const root = await makeDirectory();
  await cp(join(repository, 'scripts'), join(root, 'scripts'), { recursive: true });
  const watchdog = join(root, 'packages/watchdog');
  await mkdir(join(watchdog, 'bin'), { recursive: true });
  await mkdir(join(watchdog, 'dist/bundle'), { recursive: true });
  await writeFile(join(watchdog, 'dist/bundle/start.cjs'), '');
  await writeFile(
    join(watchdog, 'bin/owner-report-watchdog.cjs'),
    'console.log(JSON.stringify({ args: process.argv.slice(2), env: process.env }));\n',
  );
  return { root, wrapper: join(root, 'scripts/run_owner_report_watchdog.sh') };
}
