import { mkdir, readFile, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { bareEnvironment, makeHome, root, TestHome } from '../harness.ts';

const names = [
  'plain',
  'notes.md',
  '-dash',
  '--help',
  "it's $(touch pwned)",
  'two words',
  '"quoted"',
  'semi;touch pwned',
];

/** Types a hint into a shell, with no more than the commands on PATH. */
async function type(home: TestHome, line: string, env: NodeJS.ProcessEnv = {}): Promise<number | undefined> {
  const PATH = `${join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`;
  const { exitCode } = await execa('/bin/sh', ['-c', line], {
    reject: false,
    extendEnv: false,
    env: { ...bareEnvironment(home.base), ...env, PATH },
    cwd: home.base,
  });
  return exitCode;
}

function hintIn(text: unknown): string {
  return /owner-report-watchdog hold .*$/m.exec(String(text))?.[0] ?? 'no hint';
}

describe('a hold hint can be copied', () => {
  test.each(names)('for a file named %j, from a pass', async (name) => {
    const home = await makeHome();
    await home.write(name, 'no front matter');
    const { stderr } = await home.run('watchdog', ['--send-cmd', 'true']);
    expect(await type(home, hintIn(stderr), { OWNER_REPORT_HOME: home.dir })).toBe(0);
    expect([await home.names('pending'), await home.names('held')]).toEqual([[], [`${name}.md`]]);
    expect((await execa('ls', [home.base])).stdout).not.toContain('pwned');
  });

  test.each(names)('for a file named %j, from doctor', async (name) => {
    const home = await makeHome();
    await home.write(name, 'no front matter');
    const { stdout } = await home.run('watchdog', ['doctor', '--send-cmd', 'true']);
    expect(await type(home, hintIn(stdout), { OWNER_REPORT_HOME: home.dir })).toBe(0);
    expect([await home.names('pending'), await home.names('held')]).toEqual([[], [`${name}.md`]]);
    expect((await execa('ls', [home.base])).stdout).not.toContain('pwned');
  });

  test.each(['home', 'my home'])('when the home %j was given as a flag', async (dir) => {
    const home = await makeHome();
    await home.write('r1', 'no front matter');
    const there = join(home.base, dir);
    if (there !== home.dir) await rename(home.dir, there);
    const args = ['--home', there, '--send-cmd', 'true'];
    const { stderr } = await home.run('watchdog', args, { env: { OWNER_REPORT_HOME: '' } });
    expect(await type(home, hintIn(stderr))).toBe(0);
    expect(await readFile(join(there, 'held', 'r1.md'), 'utf8')).toBe('no front matter');
  });

  test('and names no home where it is the default one', async () => {
    const home = await makeHome();
    const standard = new TestHome(home.base);
    await mkdir(join(home.base, '.clawteam'));
    await home.write('r1', 'no front matter');
    await rename(home.dir, join(home.base, '.clawteam/owner-reports'));
    const { stderr } = await standard.run('watchdog', ['--send-cmd', 'true'], { env: { OWNER_REPORT_HOME: '' } });
    expect(hintIn(stderr)).toBe('owner-report-watchdog hold r1 --reason invalid');
  });
});

test('a path by way of a link to the home names a report', async () => {
  const home = await makeHome();
  await home.write('r1', 'no front matter');
  await symlink(home.dir, join(home.base, 'link'));
  const path = join(home.base, 'link/pending/r1.md');
  expect(await home.run('watchdog', ['hold', path, '--reason', 'R'])).toMatchObject({ exitCode: 0 });
  const held = await home.run('consumer', ['--home', join(home.base, 'link'), home.path('held', 'r1.md')]);
  expect(held).toMatchObject({ exitCode: 65, stderr: expect.not.stringContaining('expected a path') });
});

describe('a report behind "--"', () => {
  test.each(['-dash', '--reason', "'quoted'"])('is a name like any other: %j', async (name) => {
    const home = await makeHome();
    await home.write(name, 'no front matter');
    expect(await home.run('watchdog', ['hold', '--reason', 'R', '--', name])).toMatchObject({ exitCode: 0 });
    expect(await home.names('held')).toEqual([`${name}.md`]);
    expect(await home.run('watchdog', ['release', '--', name])).toMatchObject({ exitCode: 0 });
    expect(await home.run('consumer', ['--', name])).toMatchObject({ exitCode: 65 });
    expect(await home.run('driver', ['--dry-run', '--', name])).toMatchObject({ exitCode: 65 });
  });

  test('may be one only', async () => {
    const home = await makeHome();
    await home.write('-a', 'no front matter');
    const result = await home.run('watchdog', ['hold', '--reason', 'R', '--', '-a', '-b']);
    expect(result).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('-b') });
    expect(result.stderr).not.toContain('\\x00');
  });
});
