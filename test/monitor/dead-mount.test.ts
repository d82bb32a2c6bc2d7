import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { expect } from 'vitest';

import { type Bench, makeBench } from '../fixtures/monitor/bench.ts';
import { approve, verification, write } from '../fixtures/monitor/write.ts';
import { commandPath } from '../harness.ts';
import { testIf } from '../testIf.ts';

// A file system in user space whose server never answers, in a mount namespace of its own: it is gone with its commands.
const mountDead =
  'exec 9<>/dev/fuse && mount -i -t fuse -o fd=9,rootmode=40000,user_id=0,group_id=0 dead "$0" && exec "$@"';
const enter = ['--mount', '--propagation', 'private', 'sh', '-c', mountDead];
const canMount = (await execa('unshare', [...enter, '/mnt', 'true'], { reject: false })).exitCode === 0;

/** Runs a command of the monitor where `point` does not answer. Fails when it does not end: the limit is no verdict about time. */
async function runBeside(bench: Bench, point: string, time: string, args: string[]) {
  const command = [process.execPath, commandPath('monitor'), ...args, ...bench.files(args)];
  const result = await execa('unshare', [...enter, point, ...command], {
    reject: false,
    extendEnv: false,
    stdin: 'ignore',
    timeout: 600_000,
    killSignal: 'SIGKILL',
    env: { ...bench.home.environment(), ...bench.environment(time) },
  });
  expect(result.timedOut).toBe(false);
  return result;
}

testIf(canMount, 'it needs root and FUSE')(
  'a write whose cwd leads to a network mount that does not answer hangs nobody, and is told as timed out',
  async () => {
    const bench = await makeBench();
    const point = join(bench.base, 'far');
    const link = join(bench.base, 'link');
    await mkdir(point);
    await symlink(point, link);
    await bench.configure([{ ...write, cwd: link, policy: { timeoutSeconds: 1 } }, verification]);
    const run = (time: string, args: string[]) => runBeside(bench, point, time, args);
    expect((await run('12:00', approve)).exitCode).toBe(0);
    expect(await run('12:01', ['approvals'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('holds for'),
    });
    expect(await run('12:01', ['status'])).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('approved') });
    expect((await run('12:02', ['run', 'w'])).exitCode).toBe(124);
    expect((await bench.pending()).at(-1)?.text).toContain('timed out after 1.0 s');
    expect(await bench.calls('w', 'run')).toBe(0);
  },
);
