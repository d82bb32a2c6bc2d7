import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { expect, test } from 'vitest';

import { bareEnvironment, type Command, makeHome, reportText, root, TestHome } from '../harness.ts';
import { hints } from './hints.ts';

/** A home of that name, in a directory of its own. */
async function makeOddHome(name: string): Promise<TestHome> {
  const { base } = await makeHome();
  const home = new TestHome(base);
  Object.assign(home, { dir: join(base, name) });
  await mkdir(home.dir, { mode: 0o700 });
  return home;
}

/** Types a line into a shell that knows nothing of the home but what the line says. */
async function type(home: TestHome, line: string): Promise<{ stdout: string; exitCode: number | undefined }> {
  const { stdout, exitCode } = await execa('/bin/sh', ['-c', line], {
    reject: false,
    extendEnv: false,
    stripFinalNewline: false,
    env: { ...bareEnvironment(home.base), PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}` },
    cwd: home.base,
  });
  return { stdout, exitCode };
}

/** From where a hint begins to the end of its line. */
function hintIn(printed: string, begins: string): string {
  const line = printed.split('\n').find((one) => one.includes(begins)) ?? '';
  return line.slice(line.indexOf(begins));
}

const homes = ['plain', `it's "a" \`touch pwned\` home`, '-dash;touch pwned', '家 é'];

// The names of files differ from test to test, and so does the home.
test.each(hints.map((hint, index) => ({ ...hint, name: homes[index % homes.length] as string })))(
  'the hint of $what can be pasted, in the home $name',
  async ({ name, prepare, command: [command, ...args], env = {}, begins, ends = 0, holds }) => {
    const home = await makeOddHome(name);
    await prepare?.(home);
    const { stdout, stderr } = await home.run(command, ['--home', home.dir, ...args], {
      env: { OWNER_REPORT_HOME: '', ...env },
    });
    const hint = hintIn(`${String(stdout)}\n${String(stderr)}`, begins);
    expect(hint).not.toBe('');
    const typed = await type(home, hint);
    expect([hint, typed.exitCode]).toEqual([hint, ends]);
    await holds(home, typed.stdout);
    expect((await execa('find', [home.base, '-name', 'pwned'])).stdout).toBe('');
  },
);

test('no message names a send command that would file a report nobody has got', async () => {
  const home = await makeHome();
  await home.write('r1', reportText('r1'));
  for (const args of [['watchdog'], ['driver', 'r1'], ['watchdog', 'doctor']] as [Command, ...string[]][]) {
    const [command, ...rest] = args;
    const { exitCode, stdout, stderr } = await home.run(command, rest);
    expect([75, 78]).toContain(exitCode);
    expect(`${String(stdout)}${String(stderr)}`).not.toMatch(/cat >|--send-cmd '/);
  }
  await rm(home.path('pending'), { recursive: true });
});
