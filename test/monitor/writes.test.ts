import { constants } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, onTestFinished, test } from 'vitest';

import { type Bench, makeBench } from '../fixtures/monitor/bench.ts';
import { approve, expectExit, makeWrite, verification, write } from '../fixtures/monitor/write.ts';
import { linesOf } from '../fixtures/send/gate.ts';
import { until } from '../harness.ts';

describe('an approved write', () => {
  test('passes on output and exit code, and is reported with the verification it queued', async () => {
    const bench = await makeWrite();
    await bench.setOutput('w', 'run', 'rotated\n');
    await expectExit(bench, '12:00', approve, 0);
    expect(await bench.run('12:01', ['run', 'w'])).toMatchObject({ exitCode: 0, stdout: 'rotated\n' });
    const [report] = await bench.pending();
    expect(report).toMatchObject({ taskId: 'w', status: 'normal' });
    expect(report?.body).toMatch(
      /- status: done \(exit 0, [\d.]+ s\)\n- message: verification v queued for 12:02:0\d\n/,
    );
  });

  test.each([
    ['passed', 0, 'done', '- message: verification of w passed\n'],
    ['failed', 1, 'alert', '- ACTION REQUIRED: verification of w failed\n'],
  ])(
    'is verified after the delay by a later tick, and that it %s is reported',
    async (_what, exitCode, status, line) => {
      const bench = await makeWrite();
      await bench.setOutput('v', 'run', 'looked', exitCode);
      await expectExit(bench, '12:00', approve, 0);
      await expectExit(bench, '12:00', ['run', 'w'], 0);
      expect(await bench.tick('12:00:59')).toBe('');
      expect(await bench.calls('v', 'run')).toBe(0);
      expect(await bench.tick('12:02')).toContain(line);
      expect((await bench.pending()).at(-1)).toMatchObject({ taskId: 'v', status });
      expect(await bench.tick('12:03')).toBe('');
      expect(await bench.calls('v', 'run')).toBe(1);
    },
  );

  test('that fails is reported as an alert, and is not verified', async () => {
    const bench = await makeWrite();
    await bench.setOutput('w', 'run', 'half done', 9);
    await expectExit(bench, '12:00', approve, 0);
    await expectExit(bench, '12:01', ['run', 'w'], 9);
    const [report] = await bench.pending();
    expect(report?.status).toBe('alert');
    expect(report?.body).toContain(
      '- message: half done\n- ACTION REQUIRED: the write failed (exit 9); look what it has changed\n',
    );
    await bench.tick('12:10');
    expect(await bench.calls('v', 'run')).toBe(0);
  });

  test('leaves a line for each verification, also where one job verifies it twice', async () => {
    const bench = await makeWrite({ after: [{ jobId: 'v' }, { jobId: 'v', delaySeconds: 3600 }] });
    await expectExit(bench, '12:00', approve, 0);
    await expectExit(bench, '12:01', ['run', 'w'], 0);
    await bench.tick('12:02');
    await bench.setOutput('v', 'run', 'rolled back', 1);
    expect(await bench.tick('13:02')).toContain('verification of w failed');
    const verified = (await bench.audit()).filter(({ event }) => event === 'verified');
    expect(verified.map(({ passed }) => passed)).toEqual([true, false]);
  });

  test('leaves a line in the log for each step, which nobody else can read', async () => {
    const bench = await makeWrite();
    await expectExit(bench, '12:00', ['run', 'w'], 77);
    await expectExit(bench, '12:01', approve, 0);
    await expectExit(bench, '12:02', ['revoke', 'w'], 0);
    await expectExit(bench, '12:03', approve, 0);
    await bench.setOutput('w', 'run', 'rotated');
    await expectExit(bench, '12:04', ['run', 'w'], 0);
    await bench.tick('12:10');
    const log = await bench.audit();
    const command = [bench.program, 'run', 'w'];
    expect(log).toMatchObject([
      { event: 'refused', job: 'w', at: '2026-01-15T12:00:00.000Z', reason: 'nobody has approved it', command },
      {
        event: 'approved',
        by: 'alice',
        reason: 'ticket 42',
        command,
        cwd: bench.base,
        risk: 'write_local',
        expires_at: '2026-01-15T13:01:00.000Z',
      },
      { event: 'revoked', by: 'alice' },
      { event: 'approved' },
      { event: 'started', approved_by: 'alice', reason: 'ticket 42', command },
      { event: 'ended', exit_code: 0, stdout_tail: 'rotated' },
      { event: 'verified', by_job: 'v', passed: true },
    ]);
    expect(log[4]?.['approval_id']).toBe(log[3]?.['approval_id']);
    expect((await stat(join(bench.base, 'state/ops-monitor.audit.jsonl'))).mode & 0o777).toBe(0o600);
    expect(new Set(log.slice(4).map((entry) => entry['run_id']))).toHaveLength(1);
  });
});

describe('a write that is under way', () => {
  /** A bench whose write waits at a FIFO, approved twice; the first run is under way. */
  async function makeRunning(): Promise<{ bench: Bench; run: ReturnType<Bench['start']>; release(): Promise<void> }> {
    const bench = await makeBench();
    const fifo = join(bench.base, 'fifo');
    const text = `[ -p '${fifo}' ] || mkfifo '${fifo}'; echo x >> '${bench.base}/began'; read -r go < '${fifo}'; exit 5`;
    await bench.configure([{ ...write, commands: { run: ['/bin/sh', '-c', text] } }, verification]);
    await expectExit(bench, '12:00', approve, 0);
    const release = (flag = constants.O_WRONLY) => writeFile(fifo, 'go\n', { flag });
    // Nothing is left waiting there by a test that fails.
    onTestFinished(() => release(constants.O_WRONLY | constants.O_NONBLOCK).catch(() => {}));
    const run = bench.start('12:01', ['run', 'w']);
    await until('the write', async () => (await linesOf(join(bench.base, 'began'))).length > 0);
    return { bench, run, release };
  }

  test('is not run a second time: that is 75, and its approval is kept', async () => {
    const { bench, run, release } = await makeRunning();
    await expectExit(bench, '12:02', approve, 0);
    expect(await expectExit(bench, '12:03', ['run', 'w'], 75)).toContain('another run of it is under way');
    await release();
    expect((await run).exitCode).toBe(5);
    const second = bench.start('12:04', ['run', 'w']);
    await until('the second run', async () => (await linesOf(join(bench.base, 'began'))).length === 2);
    await release();
    expect((await second).exitCode).toBe(5);
  });

  test('is not reported as unknown by a tick', async () => {
    const { bench, run, release } = await makeRunning();
    expect(await bench.tick('12:02')).toBe('');
    await release();
    expect((await run).exitCode).toBe(5);
    expect((await bench.pending()).at(-1)?.text).toContain('failed (exit 5');
  });

  test('and loses its monitor is reported as unknown by the next tick, once, and its approval is used up', async () => {
    const { bench, run, release } = await makeRunning();
    run.kill('SIGKILL');
    await run;
    await release();
    const body = await bench.tick('12:02');
    expect(body).toContain('- status: unknown (begun at 2026-01-15T12:01:00.000Z, its monitor died)\n');
    expect(body).toContain('verify it by hand: owner-report-monitor run v ');
    expect(body).toContain('- message: verification v queued for 12:03:00\n');
    expect((await bench.pending())[0]).toMatchObject({ status: 'alert', taskId: 'w' });
    expect(await bench.tick('12:03')).toContain('- message: verification of w passed\n');
    await expectExit(bench, '12:04', ['run', 'w'], 77);
    const events = (await bench.audit()).map(({ event }) => event);
    expect(events).toEqual(['approved', 'started', 'unknown', 'verified', 'refused']);
  });

  test('and is interrupted passes the signal on, and reports how it ended', async () => {
    const { bench, run } = await makeRunning();
    run.kill('SIGTERM');
    expect((await run).exitCode).toBe(143);
    expect((await bench.pending())[0]?.body).toContain('the write failed (killed by SIGTERM)');
  });
});

test('a write whose monitor dies goes on to its end, however much it prints', async () => {
  const bench = await makeBench();
  const [fifo, log] = [join(bench.base, 'fifo'), join(bench.base, 'log')];
  // Each of both is more than a pipe holds.
  const print = `head -c 200000 /dev/zero; head -c 200000 /dev/zero >&2`;
  const text = `mkfifo '${fifo}'; echo begun >> '${log}'; read -r go < '${fifo}'; ${print} && echo whole >> '${log}'`;
  await bench.configure([{ ...write, commands: { run: ['/bin/sh', '-c', text] } }, verification]);
  await expectExit(bench, '12:00', approve, 0);
  const run = bench.start('12:01', ['run', 'w']);
  await until('the write', async () => (await linesOf(log)).length > 0);
  run.kill('SIGKILL');
  await run;
  await writeFile(fifo, 'go\n', { flag: constants.O_WRONLY });
  await until('its end', async () => (await linesOf(log)).includes('whole'));
  expect(await until('the tick after it', () => bench.tick('12:02'))).toContain('status: unknown');
});

describe('a write that a state of before has begun', () => {
  const begun = { runId: 'r', pid: 1, startTime: '1', startedAt: '2026-01-15T11:00:00.000Z' };

  test('on this machine under another name is told by the next tick, and its next run is not refused', async () => {
    const bench = await makeWrite();
    const bootId = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => 'none')).trim();
    await bench.writeState({ version: 1, jobs: {}, writes: { w: { ...begun, bootId, host: 'renamed' } } });
    const time = bootId === 'none' ? '01-16 12:00' : '12:00';
    expect(await bench.tick(time)).toContain('status: unknown');
    await expectExit(bench, time, approve, 0);
    await expectExit(bench, time, ['run', 'w'], 0);
  });

  test('on another machine is told once its time is up', async () => {
    const bench = await makeWrite();
    const foreign = { ...begun, bootId: 'of another', host: 'another', until: '2026-01-15T11:05:00.000Z' };
    await bench.writeState({ version: 1, jobs: {}, writes: { w: foreign } });
    expect(await bench.tick('11:05')).toBe('');
    expect(await bench.tick('11:06')).toContain('status: unknown');
    expect(await bench.tick('11:06:30')).toBe('');
  });
});

test('an approval does not hold where a link in its cwd leads elsewhere by now', async () => {
  const bench = await makeBench();
  const [link, good, evil] = ['link', 'good', 'evil'].map((name) => join(bench.base, name)) as [string, string, string];
  for (const dir of [good, evil]) await mkdir(dir);
  await symlink(good, link);
  const commands = { run: ['/bin/sh', '-c', 'touch was-here'] };
  await bench.configure([{ ...write, cwd: link, commands }, verification]);
  await expectExit(bench, '12:00', approve, 0);
  await rm(link);
  await symlink(evil, link);
  expect(await expectExit(bench, '12:01', ['run', 'w'], 77)).toContain('its cwd leads elsewhere');
  expect(await readdir(evil)).toEqual([]);
  await rm(link);
  await symlink(good, link);
  await expectExit(bench, '12:02', ['run', 'w'], 0);
  expect(await readdir(good)).toEqual(['was-here']);
});

test.each([
  ['that is not there', './absent', './absent: no such program'],
  ['that cannot be executed', './ops-jobs.json', './ops-jobs.json: not executable'],
])('a write of a program %s is told, and ends with 127', async (_what, program, reason) => {
  const bench = await makeWrite({ commands: { run: [program] } });
  await expectExit(bench, '12:00', approve, 0);
  await expectExit(bench, '12:01', ['run', 'w'], 127);
  expect((await bench.pending())[0]?.body).toContain(`could not be started: ${reason}`);
});

test('a verification that is queued for another day is told with its date', async () => {
  const bench = await makeWrite({ after: [{ jobId: 'v', delaySeconds: 86_400 }] });
  await expectExit(bench, '12:00', approve, 0);
  await expectExit(bench, '12:01', ['run', 'w'], 0);
  expect((await bench.pending())[0]?.body).toContain('- message: verification v queued for 2026-01-16 12:01:0');
});
