import { join } from 'node:path';

import { expect, test } from 'vitest';

import { makeBench, running, sectionOf, type Bench } from '../fixtures/monitor/bench.ts';
import { canOutlive, giveAway, makeUnkillable, runAsNobody, timeoutSeconds } from '../fixtures/monitor/unkillable.ts';
import { testIf } from '../testIf.ts';

const testOutliving = testIf(canOutlive, 'it needs root, setpriv, and a checkout that other users can read');

/** A bench whose job `stuck` has a command that cannot be killed, with a sound job and a check that cries beside it. */
async function makeStuck(job: (argv: string[]) => object) {
  const bench = await makeBench();
  const unkillable = makeUnkillable(bench);
  const cry = { kind: 'one_shot_read', schedule: { everySeconds: 1 } };
  await bench.configure([
    { id: 'stuck', policy: { timeoutSeconds }, ...job(unkillable.argv) },
    { id: 'sound' },
    { id: 'disk', ...cry },
  ]);
  await bench.setStatus('sound', running(1));
  await bench.setStatus('stuck', running(1));
  await bench.setOutput('disk', 'run', 'ALERT: disk is full');
  giveAway(bench);
  return { bench, unkillable };
}

async function bodies(bench: Bench): Promise<string> {
  return (await bench.pending()).map(({ body }) => body).join('\n\n');
}

testOutliving('a status command that cannot be killed is given up, told, and blinds nobody', async () => {
  const { bench, unkillable } = await makeStuck((argv) => ({ commands: { status: argv } }));
  expect(await runAsNobody(bench, '12:00', ['tick'])).toMatchObject({ exitCode: 0 });
  const told = await bodies(bench);
  const [pid] = await unkillable.pids();
  expect(sectionOf(told, 'stuck')).toContain(
    `timed out after ${timeoutSeconds}.0 s, and cannot be killed (process ${pid})`,
  );
  expect(sectionOf(told, 'disk')).toContain('ALERT: disk is full');
  expect(sectionOf(told, 'sound')).toContain('status: running');
});

testOutliving('no other one is run beside a status command that was given up, until it is gone', async () => {
  const { bench, unkillable } = await makeStuck((argv) => ({ commands: { status: argv } }));
  for (const time of ['12:00', '12:01', '12:31']) await runAsNobody(bench, time, ['tick']);
  const [pid, ...others] = await unkillable.pids();
  expect(others).toEqual([]);
  expect(sectionOf((await bench.pending()).at(-1)?.body ?? '', 'stuck')).toContain(`still there (process ${pid})`);
  for (const args of [['status'], ['tick', '--print-only']])
    expect((await runAsNobody(bench, '13:02', args)).stdout).toContain(`still there (process ${pid})`);
  await unkillable.end();
  await runAsNobody(bench, '13:03', ['tick']);
  expect(await unkillable.pids()).toHaveLength(2);
});

testOutliving('a check that cannot be killed is given up, told, and not run a second time beside itself', async () => {
  const job = { kind: 'one_shot_read', schedule: { everySeconds: 1 } };
  const { bench, unkillable } = await makeStuck((argv) => ({ ...job, commands: { run: argv } }));
  for (const time of ['12:00', '12:01']) expect((await runAsNobody(bench, time, ['tick'])).exitCode).toBe(0);
  const [pid, ...others] = await unkillable.pids();
  expect(others).toEqual([]);
  const told = await bodies(bench);
  expect(told).toContain(`timed out after ${timeoutSeconds}.0 s, and cannot be killed (process ${pid})`);
  expect(told).toContain(`no other one is run beside it`);
  expect(told).toContain('ALERT: disk is full');
});

testOutliving('start and run of a command that cannot be killed end, and say so', async () => {
  const { bench } = await makeStuck((argv) => ({ commands: { start: argv } }));
  await bench.setStatus('stuck', {});
  const started = await runAsNobody(bench, '12:00', ['start', 'stuck', '--timeout-seconds', String(timeoutSeconds)]);
  expect(started).toMatchObject({ exitCode: 124, stdout: expect.stringContaining('cannot be killed') });
  const again = await runAsNobody(bench, '12:01', ['start', 'stuck', '--timeout-seconds', String(timeoutSeconds)]);
  expect(again).toMatchObject({ exitCode: 127, stdout: expect.stringContaining('no other one is run beside it') });
});

test('a directory for temporary files that cannot be used costs no status, nor the reason of one that fails', async () => {
  const bench = await makeBench();
  await bench.configure([
    { id: 'a' },
    { id: 'b', commands: { status: ['/bin/sh', '-c', 'echo no route >&2; exit 3'] } },
  ]);
  await bench.setStatus('a', running(1));
  const { exitCode } = await bench.run('12:00', ['tick'], { env: { TMPDIR: join(bench.base, 'absent') } });
  expect(exitCode).toBe(0);
  const told = await bodies(bench);
  expect(sectionOf(told, 'a')).toContain('status: running');
  expect(sectionOf(told, 'b')).toContain('(exit 3): no route');
});
