import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';

import { type Bench, makeBench, running } from '../fixtures/monitor/bench.ts';
import { linesOf } from '../fixtures/send/gate.ts';
import { until } from '../harness.ts';

const resuming = { autoResume: true };

async function makeJob(job: object = {}, others: object[] = []): Promise<Bench> {
  const bench = await makeBench();
  await bench.configure([{ id: 'a', policy: resuming, ...job }, ...others]);
  await bench.setStatus('a', {});
  return bench;
}

/** A job whose start command waits at a FIFO, and what lets it go on. */
async function makeSlowStart() {
  const bench = await makeBench();
  const fifo = join(bench.base, 'start-gate');
  await execa('mkfifo', [fifo]);
  const start = ['/bin/sh', '-c', `echo >> '${bench.base}/a.start.calls'; read -r go < '${fifo}'`];
  await bench.configure([
    { id: 'a', policy: resuming, commands: { start } },
    { id: 'first', kind: 'one_shot_read', after: [{ jobId: 'a' }] },
  ]);
  await bench.setStatus('a', {});
  const begun = () => until('the start', async () => (await bench.calls('a', 'start')) === 1);
  return { bench, begun, release: () => writeFile(fifo, 'go\n') };
}

describe('a job is started once', () => {
  test('though its status does not say so yet: by hand, then by a tick', async () => {
    const bench = await makeJob();
    expect((await bench.run('12:00', ['start', 'a'])).exitCode).toBe(0);
    expect(await bench.tick('12:01')).not.toContain('AUTORUN');
    expect(await bench.calls('a', 'start')).toBe(1);
    expect(await bench.tick('12:16')).toContain('AUTORUN: started');
  });

  test('by a tick, then as a follow-up, which starts it when the backoff is over', async () => {
    const bench = await makeJob({}, [{ id: 'first', kind: 'one_shot_read', after: [{ jobId: 'a' }] }]);
    expect(await bench.tick('12:00')).toContain('AUTORUN: started');
    await bench.run('12:00', ['run', 'first']);
    for (const time of ['12:01', '12:02']) await bench.tick(time);
    expect(await bench.calls('a', 'start')).toBe(1);
    await bench.setStatus('a', running(1));
    await bench.tick('12:03');
    expect((await bench.state()).queue).toMatchObject([{ status: 'done' }]);
    expect(await bench.calls('a', 'start')).toBe(1);
  });

  test('as a follow-up, then by a tick', async () => {
    const bench = await makeJob({ policy: {} }, [{ id: 'first', kind: 'one_shot_read', after: [{ jobId: 'a' }] }]);
    await bench.run('12:00', ['run', 'first']);
    await bench.tick('12:01');
    expect(await bench.calls('a', 'start')).toBe(1);
    await bench.configure([{ id: 'a', policy: resuming }]);
    await bench.tick('12:02');
    expect(await bench.calls('a', 'start')).toBe(1);
    await bench.tick('12:17');
    expect(await bench.calls('a', 'start')).toBe(2);
  });

  test('by a person who did not see that it runs', async () => {
    const bench = await makeJob();
    await bench.setStatus('a', running(1));
    const result = await bench.run('12:00', ['start', 'a']);
    expect(result).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('it is running already') });
    expect(await bench.calls('a', 'start')).toBe(0);
  });

  test('while another process is starting it: that is 75, for stop, too', async () => {
    const { bench, begun, release } = await makeSlowStart();
    const tick = bench.start('12:00', ['tick']);
    await begun();
    for (const command of ['start', 'stop']) {
      const result = await bench.run('12:00', [command, 'a']);
      expect(result).toMatchObject({ exitCode: 75, stderr: expect.stringContaining('is starting it just now') });
    }
    await release();
    expect((await tick).exitCode).toBe(0);
    expect(await bench.calls('a', 'start')).toBe(1);
  });

  test('though the tick that started it as a follow-up was killed', async () => {
    const { bench, begun, release } = await makeSlowStart();
    await bench.run('12:00', ['run', 'first']);
    const tick = bench.start('12:01', ['tick']);
    await begun();
    tick.kill('SIGKILL');
    await tick;
    await release();
    for (const time of ['12:02', '12:03']) await bench.tick(time);
    await bench.setStatus('a', running(1));
    await bench.tick('12:04');
    expect(await bench.calls('a', 'start')).toBe(1);
    expect((await bench.state()).queue).toMatchObject([{ status: 'done' }]);
  });
});

describe('Ctrl-C while start or stop waits for the status', () => {
  test.each([
    ['which it ends', 'start', ':'],
    ['which goes on', 'start', 'trap told=yes INT'],
    ['which goes on', 'stop', 'trap told=yes INT'],
  ])('%s: %s does nothing', async (_what, command, prelude) => {
    const bench = await makeBench();
    const asked = join(bench.base, 'asked');
    const sleeper = execa('sleep', ['1000'], { reject: false });
    onTestFinished(() => void sleeper.kill('SIGKILL'));
    const status = JSON.stringify({ running: command === 'stop', completed: false, pid: sleeper.pid });
    // It ends with the directory of the test, too.
    const wait = `while [ -z "$told" ] && [ -e '${asked}' ]; do sleep 0.1; done`;
    const look = `${prelude}; echo x >> '${asked}'; ${wait}; echo '${status}'`;
    await bench.configure([{ id: 'a', policy: {}, commands: { status: ['/bin/sh', '-c', look] } }]);
    const state = { lastManualStartAt: 1_768_000_000, stoppedByHandAt: 1_768_000_001 };
    await bench.writeState({ version: 1, jobs: { a: state } });
    const run = bench.start('12:00', [command, 'a']);
    await until('the look', async () => (await linesOf(asked)).length > 0);
    run.kill('SIGINT');
    expect(await run).toMatchObject({ exitCode: 130, stderr: expect.not.stringContaining('SIGTERM pid') });
    expect(await bench.calls('a', 'start')).toBe(0);
    const { starting, ...kept } = (await bench.state()).jobs['a'] ?? {};
    expect(starting).toBeUndefined();
    expect(kept).toMatchObject(state);
  });
});

describe('a stop by hand holds', () => {
  test('against a follow-up, which is blocked and told', async () => {
    const bench = await makeJob({ commands: { stop: ['/bin/true'] } }, [
      { id: 'first', kind: 'one_shot_read', after: [{ jobId: 'a' }] },
    ]);
    await bench.run('12:00', ['stop', 'a']);
    await bench.run('12:00', ['run', 'first']);
    const body = await bench.tick('12:01');
    expect(body).toContain('ACTION REQUIRED: it was stopped by hand: owner-report-monitor start a ');
    expect(await bench.calls('a', 'start')).toBe(0);
  });

  test('although the job says that it is completed', async () => {
    const bench = await makeJob({ commands: { stop: ['/bin/true'] } });
    await bench.run('12:00', ['stop', 'a']);
    await bench.setStatus('a', { completed: true });
    await bench.tick('12:01');
    await bench.setStatus('a', {});
    await bench.tick('12:30');
    expect(await bench.calls('a', 'start')).toBe(0);
    await bench.run('12:31', ['start', 'a']);
    expect(await bench.calls('a', 'start')).toBe(1);
  });
});

test('each run of a long job is told and followed, however short it was', async () => {
  const bench = await makeJob({ policy: {}, after: [{ jobId: 'v' }] }, [{ id: 'v', kind: 'one_shot_read' }]);
  let told = '';
  for (const minute of ['10', '20', '30']) {
    await bench.setStatus('a', {});
    await bench.run(`12:${minute}`, ['start', 'a']);
    await bench.setStatus('a', { completed: true });
    for (const second of ['01', '02']) told += await bench.tick(`12:${minute}:${second}`);
  }
  expect(await bench.calls('v', 'run')).toBe(3);
  expect(told.split('status: completed')).toHaveLength(4);
});

test('a run that ended unseen before the next start is followed, too', async () => {
  const bench = await makeJob({ policy: {}, after: [{ jobId: 'v' }] }, [{ id: 'v', kind: 'one_shot_read' }]);
  await bench.run('12:00', ['start', 'a']);
  await bench.setStatus('a', { completed: true });
  await bench.run('12:01', ['start', 'a']);
  for (const time of ['12:02', '12:03', '12:04']) await bench.tick(time);
  expect(await bench.calls('v', 'run')).toBe(2);
});
