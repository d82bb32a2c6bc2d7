import { execFileSync } from 'node:child_process';
import { chown, lstat, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { type Bench, makeBench, running } from '../fixtures/monitor/bench.ts';
import { commandPath } from '../harness.ts';
import { testIf } from '../testIf.ts';

async function makeJob(job: object = {}, status: object | string = running(1)): Promise<Bench> {
  const bench = await makeBench();
  await bench.configure([{ id: 'a', ...job }]);
  await bench.setStatus('a', status);
  return bench;
}

describe('a report that cannot be enqueued', () => {
  test('is kept, and enqueued exactly once by the next tick that can', async () => {
    const bench = await makeJob({}, { stopReason: 'killed' });
    await writeFile(bench.home.dir, 'in the way');
    expect((await bench.run('12:00', ['tick'])).exitCode).toBe(73);
    expect((await bench.state()).outbox).toHaveLength(1);
    expect((await bench.run('12:01', ['tick'])).exitCode).toBe(73);
    expect((await bench.state()).outbox).toHaveLength(1);
    await rm(bench.home.dir);
    const body = await bench.tick('12:02');
    expect(body).toContain('🛠️ Ops report (12:00:00)');
    expect(body).toContain('stopReason=killed');
    expect((await bench.state()).outbox).toBeUndefined();
    expect(await bench.tick('12:03')).toBe('');
    expect(await bench.pending()).toHaveLength(1);
  });

  test('is enqueued even if the config is broken by then', async () => {
    const bench = await makeJob();
    await writeFile(bench.home.dir, 'in the way');
    await bench.run('12:00', ['tick']);
    await rm(bench.home.dir);
    await bench.writeConfig('no JSON');
    expect((await bench.run('12:01', ['tick'])).exitCode).toBe(78);
    expect((await bench.pending()).map(({ taskId }) => taskId)).toEqual(['a', 'config']);
  });

  test('is not enqueued again when it was sent before the outbox was cleared', async () => {
    const bench = await makeJob();
    await bench.tick('12:00');
    const [report] = await bench.pending();
    await mkdir(bench.home.path('sent'), { recursive: true });
    await bench.home.run('watchdog', ['--send-cmd', 'true']);
    await bench.writeState({ ...(await bench.state()), outbox: [{ id: report?.id, content: report?.text }] });
    expect(await bench.tick('12:01')).toBe('');
    expect(await bench.home.names('pending')).toEqual([]);
    expect((await bench.state()).outbox).toBeUndefined();
    // Without the sent one it is enqueued.
    await rm(bench.home.path('sent'), { recursive: true });
    await bench.writeState({ ...(await bench.state()), outbox: [{ id: report?.id, content: report?.text }] });
    await bench.tick('12:02');
    expect(await bench.home.names('pending')).toEqual([`${report?.id}.md`]);
  });
});

test('an outbox for which a broken home has had no use for long stays small, and says what it had no room for', async () => {
  const bench = await makeJob({}, { stopReason: 'killed' });
  const entry = (n: number, status: string) => {
    const id = `20260101T0000${String(n).padStart(5, '0')}Z-h-a-${status}`;
    const head = `report_id: ${id}\ncreated_at: '2026-01-01T00:00:00.000Z'\nteam: ops\nworker: h\ntask_id: a\nstatus: ${status}`;
    return { id, content: `---\n${head}\n---\n${'x'.repeat(200_000)}\n` };
  };
  const outbox = Array.from({ length: 60 }, (_, n) => entry(n, n < 30 ? 'alert' : 'normal'));
  await bench.writeState({ version: 1, jobs: {}, outbox });
  await writeFile(bench.home.dir, 'in the way');
  expect((await bench.run('12:00', ['tick'])).exitCode).toBe(73);
  const kept = (await bench.state()).outbox ?? [];
  expect(JSON.stringify(kept).length).toBeLessThan(9_000_000);
  expect(kept.filter(({ id }) => id.endsWith('alert'))).toHaveLength(30);
  await rm(bench.home.dir);
  expect((await bench.run('12:01', ['tick'])).exitCode).toBe(0);
  const told = (await bench.pending()).map(({ body }) => body).join('');
  expect(told).toContain(`- status: ${61 - kept.length} older reports are lost\n`);
  expect(told).toContain('stopReason=killed');
});

test('a state that an outbox has made larger than 64 MiB is read, and gets small again', async () => {
  const bench = await makeJob();
  const content = `---\nreport_id: r\nteam: ops\nworker: h\ntask_id: a\nstatus: alert\n---\nhello\n`;
  await bench.writeState({ version: 1, jobs: {}, outbox: [{ id: 'r', content }], grown: 'x'.repeat(70_000_000) });
  expect((await bench.run('12:00', ['tick'])).exitCode).toBe(0);
  expect((await bench.pending()).map(({ id }) => id)).toContain('r');
});

describe('a state file', () => {
  test.each([
    ['is torn', '{"version":1,"jobs":{"a":', 'it is not JSON'],
    ['is empty', '', 'it is not JSON'],
    ['is of another version', '{"version":2}', 'it is not a state of version 1'],
    ['is no object', '[]', 'it is not a state of version 1'],
  ])('that %s is set aside unchanged, reported once, and the tick goes on', async (_what, text, reason) => {
    const bench = await makeJob();
    await bench.writeState(text);
    const body = await bench.tick('12:00');
    const aside = (await readdir(join(bench.base, 'state'))).find((name) => name.includes('.corrupt-')) ?? '';
    expect(body).toContain(`- status: set aside (${reason})\n- message: kept as ${bench.base}/state/${aside}\n`);
    expect(body).toContain('• a (a, long_running_read)\n- status: running\n');
    expect(await readFile(join(bench.base, 'state', aside), 'utf8')).toBe(text);
    expect(await bench.tick('12:01')).toBe('');
  });

  test('with values of wrong types forgets those, and nothing else', async () => {
    const bench = await makeJob();
    const known = { lastProgressKey: '{"done": 1}', lastProgressAt: Date.parse('2026-01-15T11:00Z') / 1000 };
    await bench.writeState({
      version: 1,
      jobs: { a: { ...known, lastReportAt: 'x', lastSeen: [], lastAnomalyKey: 7 }, b: 7 },
      queue: [7, null, { id: 'q', jobId: 'a', notBefore: 'soon', status: 'strange' }],
    });
    expect(await bench.tick('12:00')).toContain('stalled, no progress for 1 h');
  });

  test.each([
    ['a file that is there', true],
    ['a file that is not there yet', false],
  ])('that is a link to %s stays one, and what it leads to is written', async (_what, isThere) => {
    const bench = await makeJob();
    const target = join(bench.base, 'elsewhere', 'ops.json');
    await mkdir(join(bench.base, 'elsewhere'));
    await mkdir(join(bench.base, 'state'));
    if (isThere) await writeFile(target, '{"version":1,"jobs":{}}', { mode: 0o600 });
    await symlink(target, bench.statePath);
    expect(await bench.tick('12:00')).toContain('status: running');
    expect((await lstat(bench.statePath)).isSymbolicLink()).toBe(true);
    expect(JSON.parse(await readFile(target, 'utf8'))).toHaveProperty('jobs.a.lastSeen');
    expect(await bench.tick('12:01')).toBe('');
  });

  test.each([
    ['under the same name', false],
    ['by a link', true],
  ])('that is the file with the jobs, %s, is 64, and the jobs are kept', async (_what, isLink) => {
    const bench = await makeJob();
    const jobs = await readFile(bench.configPath, 'utf8');
    const link = join(bench.base, 'link.json');
    if (isLink) await symlink(bench.configPath, link);
    const files = ['--config-file', bench.configPath, '--state-file', isLink ? link : bench.configPath];
    const result = await bench.home.run('monitor', ['tick', ...files]);
    expect(result.exitCode).toBe(64);
    expect(result.stderr).toContain('expected one file for the jobs and another for the state, got ');
    expect(await readFile(bench.configPath, 'utf8')).toBe(jobs);
  });

  // Nobody but root can give a file away.
  testIf(process.getuid?.() === 0, 'only root gives a file to another user')(
    'of another user is refused, and nothing is run',
    async () => {
      const bench = await makeJob();
      await bench.writeState({ version: 1, jobs: {} });
      await chown(bench.statePath, 4242, 4242);
      const result = await bench.run('12:00', ['tick']);
      expect(result.exitCode).toBe(78);
      expect(result.stderr).toContain('found one of user 4242');
      expect(await bench.calls('a', 'status')).toBe(0);
    },
  );

  test('that cannot be written is 74, and nothing is reported that would be forgotten', async () => {
    const bench = await makeJob();
    await bench.writeState({ version: 1, jobs: {} });
    // The lock of the state cannot be taken with a file in its place.
    await writeFile(`${bench.statePath}.lock`, 'in the way');
    expect((await bench.run('12:00', ['tick'])).exitCode).toBe(74);
    expect(await bench.pending()).toEqual([]);
    await rm(`${bench.statePath}.lock`);
    expect(await bench.tick('12:01')).toContain('status: running');
  });
});

const canMount = works('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt']);

testIf(canMount, 'it needs unshare and the right to mount')(
  'a full disk under the state is 74, and the report comes once when there is room',
  async () => {
    const bench = await makeJob();
    await mkdir(join(bench.base, 'state'));
    // From no room at all to room for a few files of a page each: each one runs out at another step.
    const script = `mount -t tmpfs -o size=64k none "$1/state" || exit 1
    for pages in 0 1 2 3 4; do
      rm -rf "$1/state/"* "$1/home"; dd if=/dev/zero of="$1/state/fill" bs=4k 2>&-
      truncate -s $((65536 - pages * 4096)) "$1/state/fill"
      "$2" tick --config-file "$1/ops-jobs.json" --state-file "$1/state/s.json"; echo "exit $?"
      rm "$1/state/fill"
      "$2" tick --config-file "$1/ops-jobs.json" --state-file "$1/state/s.json"; echo "exit $?"
      ls "$1/home/pending" | wc -l
    done`;
    const result = await execa('unshare', ['-rm', 'sh', '-c', script, 'sh', bench.base, commandPath('monitor')], {
      reject: false,
      extendEnv: false,
      env: { ...bench.home.environment(), ...bench.environment('12:00') },
    });
    const rounds = result.stdout
      .match(/exit \d+\nexit \d+\n\s*\d+/g)
      ?.map((round) => round.split(/\s+/).filter((word) => word !== 'exit'));
    expect(rounds, result.stderr).toHaveLength(5);
    for (const round of rounds ?? []) expect(['0 0 1', '74 0 1']).toContain(round.join(' '));
    expect(rounds?.[0]).toEqual(['74', '0', '1']);
  },
);

function works(command: string, args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
