import { cp, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa, type ResultPromise } from 'execa';
import { expect, onTestFinished, test } from 'vitest';

import { makeGate } from '../fixtures/send/gate.ts';
import { type Command, makeHome, reportText, root, type TestHome, until } from '../harness.ts';

/** The command as it is installed in a directory of the test, which an upgrade may take away. */
async function install(home: TestHome, command: Command): Promise<string> {
  const directory = join(home.base, 'installed');
  await mkdir(directory, { recursive: true });
  for (const part of ['bin', 'dist/bundle'])
    await cp(join(root, 'packages', command, part), join(directory, command, part), { recursive: true });
  return join(directory, command, 'bin', `owner-report-${command}.cjs`);
}

function startInstalled(home: TestHome, path: string, args: string[]): ResultPromise {
  const child = execa(process.execPath, [path, ...args], {
    reject: false,
    extendEnv: false,
    env: home.environment(),
    stdin: 'ignore',
  }) as unknown as ResultPromise;
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

const takeAway = (home: TestHome) => rename(join(home.base, 'installed'), join(home.base, 'upgraded'));
