import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';

import { type Bench, makeBench, running } from '../fixtures/monitor/bench.ts';
import { linesOf } from '../fixtures/send/gate.ts';
import { until } from '../harness.ts';

const scheduled = { kind: 'one_shot_read', schedule: { everySeconds: 1 } };

/** A command that waits at a FIFO until it is let go, and then prints something. */
async function makeSlow(bench: Bench, output: string) {
  const fifo = join(bench.base, 'slow-gate');
  await execa('mkfifo', [fifo]);
  const argv = ['/bin/sh', '-c', `echo x >> '${bench.base}/slow-calls'; read -r go < '${fifo}'; echo '${output}'`];
  const release = () => writeFile(fifo, 'go\n');
  const calls = async () => (await linesOf(join(bench.base, 'slow-calls'))).length;
  return { argv, release, calls };
}

async function bodies(bench: Bench): Promise<string[]> {
  return (await bench.pending()).map(({ body }) => body);
}

describe('a slow check', () => {
  test('keeps no alert of the same tick back, and routine news wait for its end', async () => {
    const bench = await makeBench();
    const slow = await makeSlow(bench, 'ALERT: slow');
    await bench.configure([
      { id: 'slow', ...scheduled, commands: { run: slow.argv } },
      { id: 'quick', ...scheduled },
      { id: 'sound' },
    ]);
    await bench.setStatus('sound', running(1));
    await bench.setOutput('quick', 'run', 'ALERT: quick');
    const tick = bench.start('12:00', ['tick']);
    const [first] = await until('the first report', async () => {
      const all = await bodies(bench);
      return all.length > 0 && all;
    });
    expect(first).toContain('ALERT: quick');
    expect(first).not.toContain('ALERT: slow');
    await slow.release();
    expect((await tick).exitCode).toBe(0);
    expect((await bodies(bench)).at(-1)).toContain('ALERT: slow');
  });

  test('lets other ticks look, is not run beside itself, and nothing is said twice', async () => {
    const bench = await makeBench();
    const slow = await makeSlow(bench, 'ALERT: slow');
    await bench.configure([{ id: 'slow', ...scheduled, commands: { run: slow.argv } }, { id: 'a' }]);
    await bench.setStatus('a', running(1));
    const tick = bench.start('12:00', ['tick']);
    await until('the check', async () => (await slow.calls()) === 1);
    // Routine news are settled by then, and wait.
    await until('that others may look', async () => (await bench.run('12:00', ['tick'])).stderr === '');
    await bench.setStatus('a', { stopReason: 'killed' });
    expect(await bench.tick('12:01')).toContain('stopReason=killed');
    expect(await slow.calls()).toBe(1);
    await slow.release();
    expect((await tick).exitCode).toBe(0);
    expect((await bodies(bench)).join('').split('ALERT: slow')).toHaveLength(2);
  });

  test('whose tick was killed is run again by the next one', async () => {
    const bench = await makeBench();
    const slow = await makeSlow(bench, 'ALERT: slow');
    await bench.configure([{ id: 'slow', ...scheduled, commands: { run: slow.argv } }]);
    const tick = bench.start('12:00', ['tick']);
    await until('the check', async () => (await slow.calls()) === 1);
    tick.kill('SIGKILL');
    await tick;
    await slow.release();
    const next = bench.start('12:01', ['tick']);
    await until('the check again', async () => (await slow.calls()) === 2);
    await slow.release();
    await next;
    expect((await bodies(bench)).join('')).toContain('ALERT: slow');
  });
});

test('a slow status keeps no other tick from looking, is not asked beside itself, and is told when it is there', async () => {
  const bench = await makeBench();
  const slow = await makeSlow(bench, '{"running":false,"completed":false,"stopReason":"late"}');
  const policy = { timeoutSeconds: 120 };
  await bench.configure([{ id: 'slow', policy, commands: { status: slow.argv } }, { id: 'a' }]);
  await bench.setStatus('a', { stopReason: 'first' });
  const tick = bench.start('12:00', ['tick']);
  await until('the first report', async () => (await bodies(bench)).length > 0);
  await until('that others may look', async () => (await bench.run('12:00', ['tick'])).stderr === '');
  await bench.setStatus('a', { stopReason: 'second' });
  expect(await bench.tick('12:01')).toContain('stopReason=second');
  expect(await slow.calls()).toBe(1);
  await slow.release();
  expect((await tick).exitCode).toBe(0);
  expect((await bodies(bench)).join('')).toContain('stopReason=late');
});

test('a job whose slow status says that it stands still is resumed and told all the same', async () => {
  const bench = await makeBench();
  const [fifo, open, asked] = ['gate', 'open', 'asked'].map((name) => join(bench.base, name)) as [
    string,
    string,
    string,
  ];
  await execa('mkfifo', [fifo]);
  const script = `: > '${asked}'; [ -e '${open}' ] || { read -r go < '${fifo}'; : > '${open}'; }; echo '{"running":false,"completed":false}'`;
  const policy = { timeoutSeconds: 120, autoResume: true };
  await bench.configure([{ id: 'slow', policy, commands: { status: ['/bin/sh', '-c', script] } }]);
  const tick = bench.start('12:00', ['tick']);
  await until('the question', () => stat(asked).catch(() => undefined));
  await until('that others may look', async () => (await bench.run('12:00', ['tick'])).stderr === '');
  await writeFile(fifo, 'go\n');
  expect((await tick).exitCode).toBe(0);
  expect(await bench.calls('slow', 'start')).toBe(1);
  expect((await bodies(bench)).join('')).toMatch(/• slow [^•]*ACTION REQUIRED: paused[^•]*AUTORUN: started/);
});

test('forty commands that ignore TERM keep an alert back for seconds only', async () => {
  const bench = await makeBench();
  const pids = join(bench.base, 'pids');
  onTestFinished(async () => {
    for (const pid of await linesOf(pids)) killGroup(Number(pid));
  });
  const status = ['/bin/sh', '-c', `echo $$ >> '${pids}'; trap '' TERM; while :; do sleep 1; done`];
  const hanging = Array.from({ length: 40 }, (_, n) => ({
    id: `h${n}`,
    policy: { timeoutSeconds: 60 },
    commands: { status },
  }));
  await bench.configure([...hanging, { id: 'last' }]);
  await bench.setStatus('last', { stopReason: 'killed' });
  const tick = bench.start('12:00', ['tick']);
  const [first] = await until('the alert', async () => {
    const all = await bodies(bench);
    return all.length > 0 && all;
  });
  // All of them hang: the tick is still at work.
  expect(tick.exitCode).toBeNull();
  expect(first).toContain('stopReason=killed');
  tick.kill('SIGTERM');
  await tick;
  await rm(join(bench.base, 'state'), { recursive: true });
});

// Not by kill(1): that of procps reads "-12345" as -1, which is everybody.
function killGroup(group: number): void {
  try {
    if (group > 1) process.kill(-group, 'SIGKILL');
  } catch {
    // It is gone.
  }
}
