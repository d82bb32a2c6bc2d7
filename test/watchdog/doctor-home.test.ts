import { execFileSync } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';

import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';

import { commandPath, makeHome, reportText, type TestHome, until } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { doctor, withSchedulers } from './doctor.ts';

/** Types the fix of a point into a shell. */
async function type(home: TestHome, fix: string | undefined): Promise<void> {
  const command = /(?:mv|kill) .*$/.exec(fix ?? '')?.[0] ?? 'false';
  await execa('/bin/sh', ['-c', command], { cwd: home.base });
}

/** A home whose lock is held by a pass that sends until a file named `end` is there. */
async function makeSending(): Promise<{ home: TestHome; pid: number }> {
  const home = await makeHome();
  await home.write('r1', reportText('r1'));
  const command = await home.script('send', `until [ -e '${home.base}/end' ]; do sleep 0.05; done`);
  const pass = execa(commandPath('watchdog'), ['--send-cmd', `'${command}'`], {
    env: home.environment(),
    extendEnv: false,
    reject: false,
  });
  onTestFinished(async () => {
    pass.kill('SIGCONT');
    await writeFile(`${home.base}/end`, '');
    await pass;
  });
  await until('the send', async () => (await home.names('attempts')).some((name) => name.endsWith('.run')));
  return { home, pid: pass.pid as number };
}

describe('the lock, as doctor and status see it,', () => {
  test('is free, or held by a pass that lives', async () => {
    const empty = await makeHome();
    await mkdir(empty.dir);
    expect((await doctor(empty)).points[9]).toMatchObject({ level: 'ok', found: 'free' });
    const { home, pid } = await makeSending();
    const found = expect.stringMatching(new RegExp(`^held by process ${pid} on .*; it is alive$`));
    expect((await doctor(home)).points[9]).toMatchObject({ level: 'ok', found });
    const { stdout } = await home.run('watchdog', ['status']);
    expect(stdout).toMatch(new RegExp(`^lock +process ${pid} on .*; alive$`, 'm'));
    expect(stdout).toMatch(/^attempts +1, the last one sending since .* ago$/m);
  });

  test('keeps every pass when its holder is suspended, and the fix lets it go on', async () => {
    const { home, pid } = await makeSending();
    process.kill(pid, 'SIGSTOP');
    const isStopped = () =>
      execFileSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('T');
    await until('the stop', isStopped);
    const { points, exitCode } = await doctor(home);
    expect(points[9]).toMatchObject({
      level: 'fail',
      found: expect.stringContaining('suspended'),
      fix: `kill -CONT ${pid}`,
    });
    expect(exitCode).toBe(75);
    expect((await home.run('watchdog', ['status'])).stdout).toContain(`kill -CONT ${pid}`);
    const { stdout } = await home.run('watchdog', ['status', '--json']);
    expect(JSON.parse(String(stdout))).toMatchObject({ lock: { pid, state: 'suspended' } });
    await type(home, points[9]?.fix);
    await until('it to go on', () => !isStopped());
  });

  test('may be left by a process that died: the next pass takes it', async () => {
    const { home, pid } = await makeSending();
    process.kill(pid, 'SIGKILL');
    const found = () => until('the death', async () => (await doctor(home)).points[9]?.found.includes('it is dead'));
    expect(await found()).toBe(true);
    expect((await home.run('watchdog', ['status'])).stdout).toMatch(/^lock .*; dead, the next pass takes/m);
  });

  test('cannot be made where a file lies, and the fix moves it away', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    await writeFile(home.path('lock'), '');
    const failed = await home.run('watchdog', ['--send-cmd', 'true']);
    expect(failed).toMatchObject({ exitCode: 74, stderr: expect.stringContaining('found something else') });
    const { points, exitCode } = await doctor(home, ['--send-cmd', 'true']);
    expect(points[9]).toMatchObject({ level: 'fail', found: expect.stringContaining('is a file') });
    expect(exitCode).toBe(75);
    expect((await home.run('watchdog', ['status'])).stdout).toContain('is a file');
    await type(home, points[9]?.fix);
    expect(await home.run('watchdog', ['--send-cmd', 'true'])).toMatchObject({ exitCode: 0 });
  });
});

describe('doctor tries whether the home takes files', () => {
  test('and leaves nothing of that', async () => {
    const home = await makeHome();
    await home.produce();
    expect((await doctor(home)).points[10]).toMatchObject({ level: 'ok' });
    expect(await home.names('tmp')).toEqual([]);
  });

  test('and names a place that is a file', async () => {
    const home = await makeHome();
    await home.produce();
    await rm(home.path('tmp'), { recursive: true });
    await writeFile(home.path('tmp'), '');
    const { points, exitCode } = await doctor(home);
    expect(points[10]).toMatchObject({ level: 'fail', found: expect.stringContaining('tmp is not a directory') });
    expect(exitCode).toBe(75);
    await type(home, points[10]?.fix);
    expect((await doctor(home)).points[10]).toMatchObject({ level: 'ok' });
  });

  test('and names a link that leads nowhere, which breaks off each pass', async () => {
    const home = await makeHome();
    await home.produce();
    await rm(home.path('sent'), { recursive: true });
    await symlink('/nowhere/sent', home.path('sent'));
    expect((await home.run('watchdog', ['--send-cmd', 'true'])).exitCode).toBe(74);
    const { points } = await doctor(home);
    expect(points[10]).toMatchObject({ level: 'fail', found: expect.stringContaining('sent is a link that leads no') });
    await type(home, points[10]?.fix);
    expect((await home.run('watchdog', ['--send-cmd', 'true'])).exitCode).toBe(0);
    expect((await doctor(home)).points[10]).toMatchObject({ level: 'ok' });
  });

  const canMount = works('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt']);

  /** What doctor says of a home in a namespace of its own, after `setUp` with the home in $1. */
  async function inNamespace(setUp: string): Promise<{ home: TestHome; stdout: string; exitCode: number | undefined }> {
    const home = await makeHome();
    await home.produce();
    const script = `${setUp}\nexec "$2" doctor --send-cmd true`;
    const result = await execa('unshare', ['-rm', 'sh', '-c', script, 'sh', home.dir, commandPath('watchdog')], {
      env: { ...home.environment(), ...withSchedulers(), NODE_BIN: process.execPath },
      extendEnv: false,
      reject: false,
    });
    return { home, stdout: result.stdout, exitCode: result.exitCode };
  }

  testIf(canMount, 'it needs unshare and the right to mount')('and finds a full disk', async () => {
    const mount =
      'mount -t tmpfs -o size=64k none "$1"; mkdir "$1/pending" "$1/tmp"; head -c 99999 /dev/zero > "$1/fill" 2> /dev/null';
    const { stdout, exitCode } = await inNamespace(`${mount} || :`);
    expect(stdout).toMatch(/^fail {2}11\. .*the disk is full/m);
    expect(exitCode).toBe(75);
  });

  testIf(canMount, 'it needs unshare and the right to mount')('and finds that no inode is left', async () => {
    const mount = 'mount -t tmpfs -o nr_inodes=4 none "$1"; mkdir "$1/pending" "$1/tmp"; touch "$1/a"';
    expect((await inNamespace(mount)).stdout).toMatch(/^fail {2}11\. .*no inode left/m);
  });

  testIf(canMount, 'it needs unshare and the right to mount')('and finds places on another file system', async () => {
    for (const place of ['tmp', 'held']) {
      const { home, stdout, exitCode } = await inNamespace(`mount -t tmpfs none "$1/${place}"`);
      expect(stdout).toContain(`${home.path(place)} is on another file system than ${home.dir}`);
      expect(exitCode).toBe(75);
    }
  });
});

function works(command: string, args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
