import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { expect, onTestFinished } from 'vitest';

import { type Bench, makeBench } from '../fixtures/monitor/bench.ts';
import { approve, expectExit, verification, write } from '../fixtures/monitor/write.ts';
import { linesOf } from '../fixtures/send/gate.ts';
import { commandPath, until } from '../harness.ts';
import { testIf } from '../testIf.ts';

const enter = ['--pid', '--fork', '--mount-proc', '--kill-child'];
const canUnshare = (await execa('unshare', [...enter, 'true'], { reject: false })).exitCode === 0;
const reason = 'it needs unshare and the right to make PID namespaces';

/** A command of the monitor in a PID namespace of its own, as in a container, on the same state under the same host name. */
function startElsewhere(bench: Bench, time: string, args: string[]) {
  const command = [process.execPath, commandPath('monitor'), ...args, ...bench.files(args)];
  const child = execa('unshare', [...enter, ...command], {
    reject: false,
    extendEnv: false,
    stdin: 'ignore',
    env: { ...bench.home.environment(), ...bench.environment(time) },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** A command that notes its begin and waits until the test lets it go on. */
async function makeWaiting(bench: Bench) {
  const fifo = join(bench.base, 'fifo');
  const began = join(bench.base, 'began');
  await execa('mkfifo', [fifo]);
  return {
    argv: ['/bin/sh', '-c', `echo x >> '${began}'; read -r go < '${fifo}'; exit 5`],
    begun: () => until('its begin', async () => (await linesOf(began)).length > 0),
    begins: async () => (await linesOf(began)).length,
    release: () => writeFile(fifo, 'go\n'),
  };
}

async function startWriteElsewhere() {
  const bench = await makeBench();
  const waiting = await makeWaiting(bench);
  await bench.configure([{ ...write, commands: { run: waiting.argv } }, verification]);
  await expectExit(bench, '12:00', approve, 0);
  const run = startElsewhere(bench, '12:01', ['run', 'w']);
  await waiting.begun();
  return { bench, run, ...waiting };
}

testIf(canUnshare, reason)(
  'a write in another PID namespace is neither run beside itself nor told as unknown',
  async () => {
    const { bench, run, begins, release } = await startWriteElsewhere();
    await expectExit(bench, '12:02', approve, 0);
    expect(await bench.tick('12:02')).toBe('');
    expect(await expectExit(bench, '12:03', ['run', 'w'], 75)).toContain('another run of it is under way');
    await release();
    expect((await run).exitCode).toBe(5);
    expect(await begins()).toBe(1);
    expect((await bench.pending()).at(-1)?.text).toContain('failed (exit 5');
  },
);

testIf(canUnshare, reason)('a write that died with its PID namespace is unknown once its time is up', async () => {
  const { bench, run } = await startWriteElsewhere();
  run.kill('SIGKILL');
  await run;
  // 300 s that it may take, 8 s to end it, 20 s to record that.
  expect(await bench.tick('12:06:27')).toBe('');
  expect(await bench.tick('12:06:29')).toContain('status: unknown');
});

testIf(canUnshare, reason)('a start in another PID namespace keeps others away until its time is up', async () => {
  const bench = await makeBench();
  const { argv, begun, begins } = await makeWaiting(bench);
  await bench.configure([{ id: 'a', policy: {}, commands: { start: argv } }]);
  await bench.setStatus('a', {});
  const start = startElsewhere(bench, '12:00', ['start', 'a']);
  await begun();
  for (const command of ['start', 'stop']) await expectExit(bench, '12:01', [command, 'a'], 75);
  start.kill('SIGKILL');
  await start;
  await expectExit(bench, '12:02', ['start', 'a'], 75);
  expect(await begins()).toBe(1);
  await bench.configure([{ id: 'a', policy: {} }]);
  await expectExit(bench, '12:03', ['start', 'a'], 0);
});
