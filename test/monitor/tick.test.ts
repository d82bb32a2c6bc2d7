import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { type Bench, makeBench } from '../fixtures/monitor/bench.ts';
import { treeOf } from '../fixtures/monitor/tree.ts';
import { linesOf } from '../fixtures/send/gate.ts';
import { until } from '../harness.ts';

async function makeJob(status: object): Promise<Bench> {
  const bench = await makeBench();
  await bench.configure([{ id: 'a' }]);
  await bench.setStatus('a', status);
  return bench;
}

/** A bench whose status command waits at a FIFO, once; and what lets it go on. */
async function makeSlowJob(): Promise<{ bench: Bench; reached(): Promise<unknown>; release(): Promise<void> }> {
  const bench = await makeBench();
  const fifo = join(bench.base, 'fifo');
  const gate = `if [ ! -e '${fifo}' ]; then mkfifo '${fifo}'; echo x > '${bench.base}/began'; read -r go < '${fifo}'; fi`;
  const text = `${gate}; echo '{"running":true,"completed":false}'`;
  await bench.configure([{ id: 'a', commands: { status: ['/bin/sh', '-c', text] } }]);
  return {
    bench,
    reached: () => until('the status', async () => (await linesOf(join(bench.base, 'began'))).length > 0),
    release: () => writeFile(fifo, 'go\n'),
  };
}

describe('two ticks at once', () => {
  test('are one: the second says so and is 0', async () => {
    const { bench, reached, release } = await makeSlowJob();
    const first = bench.start('12:00', ['tick']);
    await reached();
    const second = await bench.run('12:00', ['tick', '--json']);
    expect(second.exitCode).toBe(0);
    expect(second.stderr).toContain('another tick is at work');
    expect(JSON.parse(String(second.stdout))).toMatchObject({ locked: true, report_id: null });
    await release();
    expect((await first).exitCode).toBe(0);
    expect(await bench.pending()).toHaveLength(1);
  });

  test('make one report, however they interleave', async () => {
    const bench = await makeJob({ stopReason: 'killed' });
    const ticks = await Promise.all(Array.from({ length: 5 }, () => bench.run('12:00', ['tick'])));
    expect(ticks.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0]);
    expect(await bench.pending()).toHaveLength(1);
  });

  test('are not two when the first was killed: the next one takes over at once', async () => {
    const { bench, reached, release } = await makeSlowJob();
    const first = bench.start('12:00', ['tick']);
    await reached();
    first.kill('SIGKILL');
    await first;
    await release();
    expect(await bench.tick('12:01')).toContain('status: running');
  });

  test('that is ended by a signal ends what it runs, and remembers nothing', async () => {
    const { bench, reached } = await makeSlowJob();
    const first = bench.start('12:00', ['tick']);
    await reached();
    first.kill('SIGTERM');
    expect((await first).exitCode).toBe(143);
    expect(await bench.pending()).toEqual([]);
    expect(await bench.tick('12:01')).toContain('status: running');
  });
});

test('a queued job whose tick was killed is run again by the next one', async () => {
  const bench = await makeBench();
  await bench.configure([{ id: 'a', kind: 'one_shot_read' }]);
  const item = { id: 'q', jobId: 'a', createdAt: 0, notBefore: 0, reason: 'x', status: 'running', attempt: 1 };
  await bench.writeState({ version: 1, jobs: {}, queue: [item] });
  await bench.tick('12:00');
  expect((await bench.state()).queue).toMatchObject([{ status: 'done', attempt: 2 }]);
});

describe('print-only', () => {
  test.each([
    ['with a state', { version: 1, jobs: {} }],
    ['without a state', undefined],
    ['with a torn state', '{'],
  ])('prints what a tick would report, and changes nothing, %s', async (_what, state) => {
    const bench = await makeBench();
    await bench.configure([
      { id: 'a', policy: { autoResume: true } },
      { id: 'check', kind: 'one_shot_read', schedule: { everySeconds: 60 } },
    ]);
    await bench.setStatus('a', { stopReason: 'killed' });
    if (state !== undefined) await bench.writeState(state);
    const before = await treeOf(bench.base);
    const result = await bench.run('12:00', ['tick', '--print-only']);
    expect(result.exitCode).toBe(0);
    expect(result.stdout).toContain('• a (a, long_running_read)\n- status: paused (stopReason=killed)\n');
    const { 'a.status.calls': _looked, ...after } = await treeOf(bench.base);
    expect(after).toEqual(before);
  });

  test('of a broken config is 78, reports nothing and uses up no hour', async () => {
    const bench = await makeBench();
    await bench.writeConfig('no JSON');
    const before = await treeOf(bench.base);
    expect((await bench.run('12:00', ['tick', '--print-only'])).exitCode).toBe(78);
    expect(await treeOf(bench.base)).toEqual(before);
  });

  test('says that there is nothing to report, and is stronger than --dry-run', async () => {
    const bench = await makeJob({ completed: true });
    await bench.tick('12:00');
    expect(await bench.run('12:01', ['tick', '--print-only'])).toMatchObject({ exitCode: 0, stdout: '' });
    await bench.setStatus('a', {});
    const both = await bench.run('12:01', ['tick', '--print-only', '--dry-run']);
    expect(both.stdout).toContain('ACTION REQUIRED');
    expect((await bench.pending()).length).toBe(1);
  });
});

test('a dry run reports as usual, but starts nothing, runs nothing that is due, and uses up no backoff', async () => {
  const bench = await makeBench();
  await bench.configure([
    { id: 'a', policy: { autoResume: true } },
    { id: 'check', kind: 'one_shot_read', schedule: { everySeconds: 60 }, after: [{ jobId: 'more' }] },
    { id: 'more', kind: 'one_shot_read' },
  ]);
  await bench.setStatus('a', {});
  await bench.run('11:59', ['run', 'check']);
  const body = await bench.tick('12:00', ['--dry-run']);
  expect(body).toContain('ACTION REQUIRED: paused');
  expect(body).not.toContain('AUTORUN');
  expect([
    await bench.calls('a', 'start'),
    await bench.calls('check', 'run'),
    await bench.calls('more', 'run'),
  ]).toEqual([0, 1, 0]);
  expect(await bench.tick('12:01')).toContain('AUTORUN: started');
  expect([await bench.calls('check', 'run'), await bench.calls('more', 'run')]).toEqual([2, 1]);
});

test('selftest proves the rules on this machine, and leaves nothing behind', async () => {
  const bench = await makeBench();
  const before = await treeOf(bench.base);
  const result = await bench.home.run('monitor', ['selftest'], { env: { TMPDIR: bench.base } });
  expect(result.exitCode).toBe(0);
  expect(result.stdout).toMatch(/(^ok {4}.+\n){12,}selftest: OK\n$/m);
  expect(await treeOf(bench.base)).toEqual(before);
});
