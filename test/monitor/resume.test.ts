import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { type Bench, makeBench, running } from '../fixtures/monitor/bench.ts';
import { linesOf } from '../fixtures/send/gate.ts';
import { until } from '../harness.ts';

const resuming = { autoResume: true };

async function makeJob(job: object = {}, status: object | string = {}): Promise<Bench> {
  const bench = await makeBench();
  await bench.configure([{ id: 'a', policy: resuming, ...job }]);
  await bench.setStatus('a', status);
  return bench;
}

describe('auto-resume', () => {
  test('starts a read-only job that stands still, and says so', async () => {
    const bench = await makeJob({}, { stopReason: 'killed' });
    const body = await bench.tick('12:00');
    expect(body).toContain('- ACTION REQUIRED: paused, neither running nor completed; look why it stopped\n');
    expect(body).toContain('- AUTORUN: started\n');
    expect(await bench.calls('a', 'start')).toBe(1);
  });

  test('happens in quiet hours, too', async () => {
    const bench = await makeJob();
    expect(await bench.tick('01-16 03:00')).toContain('AUTORUN: started');
  });

  test.each([
    ['without the flag', { policy: {} }, {}],
    ['for a risk of write_local', { risk: 'write_local' }, {}],
    ['for a risk of write_external', { risk: 'write_external' }, {}],
    ['while it is running', {}, running(1)],
    ['while it is running and raises an alert', {}, running(1, { level: 'alert' })],
    ['when it is completed', {}, { completed: true }],
    ['when its status cannot be read', {}, 'no JSON'],
    ['when it is not enabled', { enabled: false }, {}],
  ])('does not start a job %s', async (_when, job, status) => {
    const bench = await makeJob(job, status);
    expect(await bench.tick('12:00')).not.toContain('AUTORUN');
    await bench.tick('12:30');
    expect(await bench.calls('a', 'start')).toBe(0);
    // It is only for this that it was not started.
    await bench.configure([{ id: 'a', policy: resuming }]);
    await bench.setStatus('a', {});
    expect(await bench.tick('13:00')).toContain('AUTORUN: started');
  });

  test('does not start a job that is stalled, however long', async () => {
    const bench = await makeJob({}, running(1));
    await bench.tick('12:00');
    expect(await bench.tick('13:00')).toContain('stalled');
    expect(await bench.tick('14:00')).toContain('stalled');
    expect(await bench.calls('a', 'start')).toBe(0);
  });

  test('takes the flag from the defaults, and a job may decline it', async () => {
    const bench = await makeBench();
    await bench.configure([{ id: 'a' }, { id: 'b', policy: { autoResume: false } }], resuming);
    await bench.setStatus('a', {});
    await bench.setStatus('b', {});
    await bench.tick('12:00');
    expect([await bench.calls('a', 'start'), await bench.calls('b', 'start')]).toEqual([1, 0]);
  });

  test.each([
    ['900 s when the config says nothing', {}, '12:14:59', '12:15'],
    ['autoResumeBackoffSeconds', { autoResumeBackoffSeconds: 1200 }, '12:19:59', '12:20'],
  ])('waits between two starts for %s, and is silent meanwhile', async (_what, policy, early, due) => {
    const bench = await makeJob({ policy: { ...resuming, ...policy } });
    await bench.tick('12:00');
    expect(await bench.tick(early)).toBe('');
    expect(await bench.calls('a', 'start')).toBe(1);
    expect(await bench.tick(due)).toContain('AUTORUN: started');
    expect(await bench.calls('a', 'start')).toBe(2);
  });

  test('starts at each tick when the backoff is switched off, and says so no more often than any anomaly', async () => {
    const bench = await makeJob({ policy: { ...resuming, autoResumeBackoffSeconds: 0 } });
    expect(await bench.tick('12:00')).toContain('AUTORUN');
    expect(await bench.tick('12:01')).toBe('');
    expect(await bench.tick('12:15')).toContain('AUTORUN');
    expect(await bench.calls('a', 'start')).toBe(3);
  });

  test('keeps to its backoff though the job ran in between', async () => {
    const bench = await makeJob();
    await bench.tick('12:00');
    await bench.setStatus('a', running(1));
    await bench.tick('12:05');
    await bench.setStatus('a', {});
    expect(await bench.tick('12:06')).toBe('');
    expect(await bench.calls('a', 'start')).toBe(1);
    expect(await bench.tick('12:15')).toContain('AUTORUN: started');
    expect(await bench.calls('a', 'start')).toBe(2);
  });

  test('that fails says how, and waits for its backoff all the same', async () => {
    const bench = await makeJob();
    await bench.setOutput('a', 'start', 'no space left', 3);
    expect(await bench.tick('12:00')).toContain('- AUTORUN: start failed (exit 3)\n');
    expect(await bench.tick('12:14')).toBe('');
    expect(await bench.tick('12:15')).toContain('start failed (exit 3)');
    expect(await bench.calls('a', 'start')).toBe(2);
  });

  test('of a program that is not there says so', async () => {
    const bench = await makeJob({ commands: { start: ['./no-such-program'] } });
    expect(await bench.tick('12:00')).toContain(
      'start failed (could not be started: ./no-such-program: no such program)',
    );
  });

  test('is remembered though its report could not be put into the home', async () => {
    const bench = await makeJob();
    await writeFile(bench.home.dir, 'in the way');
    expect((await bench.run('12:00', ['tick'])).exitCode).toBe(73);
    await rm(bench.home.dir);
    expect(await bench.tick('12:01')).toContain('AUTORUN: started');
    expect(await bench.calls('a', 'start')).toBe(1);
  });

  test('is remembered though the tick died while the job started', async () => {
    const bench = await makeJob();
    const fifo = join(bench.base, 'fifo');
    const start = `mkfifo '${fifo}'; echo >> '${bench.base}/a.start.calls'; read -r go < '${fifo}'`;
    await bench.configure([{ id: 'a', policy: resuming, commands: { start: ['/bin/sh', '-c', start] } }]);
    const hit = bench.start('12:00', ['tick']);
    await until('the start', async () => (await bench.calls('a', 'start')) === 1);
    hit.kill('SIGKILL');
    await hit;
    await writeFile(fifo, 'go\n');
    await bench.setStatus('a', running(1));
    const body = await bench.tick('12:01');
    expect(body).toContain('ACTION REQUIRED: paused');
    expect(body).toContain('AUTORUN: started, how it went is not known');
    expect(await bench.tick('12:02')).toBe('');
    expect(await bench.calls('a', 'start')).toBe(1);
  });

  test('that is not possible is reported once and not at every tick', async () => {
    const bench = await makeJob({ risk: 'write_local' });
    expect(await bench.tick('12:00')).toContain('autoResume does not start a job of risk write_local');
    for (const time of ['12:01', '12:15', '12:29:59']) expect(await bench.tick(time)).toBe('');
  });

  test('leaves a job alone that was stopped by hand, until it was seen running again', async () => {
    const bench = await makeJob({ commands: { stop: ['/bin/true'] } }, running(1));
    await bench.tick('12:00');
    expect((await bench.run('12:01', ['stop', 'a'])).exitCode).toBe(0);
    await bench.setStatus('a', {});
    expect(await bench.tick('12:02')).toContain('- ACTION REQUIRED: stopped by hand; start it again');
    await bench.tick('13:00');
    expect(await bench.calls('a', 'start')).toBe(0);
    await bench.setStatus('a', running(2));
    await bench.tick('13:01');
    await bench.setStatus('a', {});
    expect(await bench.tick('13:02')).toContain('AUTORUN: started');
  });

  test('takes care again of a job that was stopped and then started by hand, after its backoff', async () => {
    const bench = await makeJob({ commands: { stop: ['/bin/true'] } });
    await bench.run('12:00', ['stop', 'a']);
    await bench.run('12:01', ['start', 'a']);
    expect(await bench.tick('12:02')).not.toContain('AUTORUN');
    expect(await bench.tick('12:16')).toContain('AUTORUN: started');
  });

  test('is not kept from a job whose stop by hand failed', async () => {
    const bench = await makeJob({ commands: { stop: ['/bin/false'] } });
    expect((await bench.run('12:00', ['stop', 'a'])).exitCode).toBe(1);
    expect(await bench.tick('12:01')).toContain('AUTORUN: started');
  });
});

describe('start and stop', () => {
  test('start leaves a daemon alone, and keeps what it prints in a log', async () => {
    const bench = await makeJob();
    const fifo = join(bench.base, 'fifo');
    const daemon = `mkfifo '${fifo}'; echo began; (read -r word < '${fifo}'; echo "later: $word"; echo done > '${bench.base}/gone') &`;
    await bench.configure([{ id: 'a', commands: { start: ['/bin/sh', '-c', daemon] } }]);
    expect(await bench.run('12:00', ['start', 'a'])).toMatchObject({ exitCode: 0, stdout: 'start a: exit 0\n' });
    const log = join(bench.base, 'state/ops-monitor.start-logs/a.log');
    expect(await readFile(log, 'utf8')).toBe('began\n');
    await writeFile(fifo, 'hello\n');
    await until('the end of the daemon', async () => (await linesOf(join(bench.base, 'gone'))).length > 0);
    expect(await readFile(log, 'utf8')).toBe('began\nlater: hello\n');
  });

  test('start refuses a risky job without --allow-risk, and ends as the command did', async () => {
    const bench = await makeJob({ risk: 'write_external' });
    await bench.setOutput('a', 'start', 'oops', 3);
    expect((await bench.run('12:00', ['start', 'a'])).exitCode).toBe(77);
    expect(await bench.calls('a', 'start')).toBe(0);
    const allowed = await bench.run('12:00', ['start', 'a', '--allow-risk']);
    expect(allowed).toMatchObject({ exitCode: 3 });
    expect(allowed.stderr).toContain('oops');
    const env = { OWNER_REPORT_ALLOW_RISK: 'true' };
    expect((await bench.run('12:00', ['start', 'a'], { env })).exitCode).toBe(77);
  });

  test('stop without a stop command sends TERM to the pid of the status', async () => {
    const bench = await makeJob();
    const note = join(bench.base, 'terminated');
    const pidFile = join(bench.base, 'pid');
    // It waits for the TERM, but not for ever.
    const job = `trap 'kill $!; echo yes > ${note}; exit' TERM; sleep 60 & echo $$ > ${pidFile}; wait`;
    const program = await bench.home.script('waiter', job);
    await bench.configure([{ id: 'a', commands: { start: ['/bin/sh', '-c', `'${program}' &`] } }]);
    await bench.run('12:00', ['start', 'a']);
    const pid = await until('the job', async () => Number((await linesOf(pidFile))[0]) || undefined);
    await bench.setStatus('a', running(1, { pid }));
    expect((await bench.run('12:01', ['stop', 'a'])).stdout).toBe('stop a: exit 0\n');
    await until('its end', async () => (await linesOf(note)).length > 0);
  });

  test('stop says so when there is nothing to stop', async () => {
    const bench = await makeJob();
    const result = await bench.run('12:00', ['stop', 'a']);
    expect(result).toMatchObject({ exitCode: 0, stderr: 'it is not running\n' });
    await bench.setStatus('a', running(1));
    const unknown = await bench.run('12:00', ['stop', 'a']);
    expect(unknown.exitCode).toBe(127);
    expect(unknown.stdout).toContain('its status names no pid');
  });

  test.each(['start', 'stop'])('%s knows jobs that are not there, and those of another kind', async (command) => {
    const bench = await makeBench();
    await bench.configure([{ id: 'check', kind: 'one_shot_read' }]);
    const missing = await bench.run('12:00', [command, 'chekc']);
    expect(missing.exitCode).toBe(66);
    expect(missing.stderr).toContain('did you mean "check"?');
    expect((await bench.run('12:00', [command, 'check'])).exitCode).toBe(64);
  });
});
