import { dirname } from 'node:path';

import { expect } from 'vitest';

import { canInject, runWithFault } from '../faults/injection.ts';
import type { Bench } from '../fixtures/monitor/bench.ts';
import { approve, expectExit, makeWrite } from '../fixtures/monitor/write.ts';
import { testIf } from '../testIf.ts';

const withFaults = testIf(canInject, 'fault injection needs Linux, a C compiler as `cc` and its headers');

function runAt(bench: Bench, at: number, time: string, args: string[]) {
  const dirs = [dirname(bench.statePath)];
  const env = bench.environment(time);
  return runWithFault(bench.home, { at, effect: 'EIO' }, 'monitor', [...args, ...bench.files(args)], { dirs, env });
}

/** Numbers of the calls that sync the directory of the state. */
function findSyncs(bench: Bench, calls: readonly string[]): number[] {
  const syncs = calls.flatMap((line, index) =>
    line.endsWith(` fsync ${dirname(bench.statePath)}`) ? [index + 1] : [],
  );
  expect(syncs.length).toBeGreaterThan(2);
  return syncs;
}

async function makeApproved(): Promise<Bench> {
  const bench = await makeWrite();
  await expectExit(bench, '12:00', approve, 0);
  return bench;
}

/** A write that waits for its verification. */
async function makeVerified(): Promise<Bench> {
  const bench = await makeApproved();
  await expectExit(bench, '12:01', ['run', 'w'], 0);
  return bench;
}

/** In how many sections of all reports a job is told of. */
async function countTold(bench: Bench, id: string): Promise<number> {
  const told = (await bench.pending()).map(({ body }) => body).join('\n');
  return told.split(`(${id}, `).length - 1;
}

withFaults('a verification is told once, whichever sync of the state fails', async () => {
  const whole = await makeVerified();
  const { calls } = await runAt(whole, 0, '12:03', ['tick']);
  const codes = new Set<number | undefined>();
  for (const at of findSyncs(whole, calls)) {
    const bench = await makeVerified();
    const { exitCode, hit } = await runAt(bench, at, '12:03', ['tick']);
    expect(hit).toContain(' fsync ');
    // That of the log of approvals and writes, which it shares a directory with, stops nothing.
    codes.add(exitCode);
    expect(await bench.run('12:05', ['tick'])).toMatchObject({ exitCode: 0 });
    expect([at, await countTold(bench, 'v')]).toEqual([at, 1]);
  }
  expect([...codes].sort()).toEqual([0, 74]);
});

withFaults('a write that has ended is told as it ended, whichever sync of the state fails then', async () => {
  const whole = await makeApproved();
  const run = ['run', 'w'];
  const { calls } = await runAt(whole, 0, '12:01', run);
  let begun = 0;
  for (const at of findSyncs(whole, calls)) {
    const bench = await makeApproved();
    const { hit } = await runAt(bench, at, '12:01', run);
    expect(hit).toContain(' fsync ');
    // What could not be put on record is not begun.
    if ((await bench.calls('w', 'run')) === 0) continue;
    begun += 1;
    expect(await bench.run('12:03', ['tick'])).toMatchObject({ exitCode: 0 });
    expect([at, await bench.calls('v', 'run')]).toEqual([at, 1]);
    expect([at, await countTold(bench, 'w')]).toEqual([at, 1]);
    expect((await bench.pending()).map(({ body }) => body).join('\n')).not.toContain('status: unknown');
  }
  expect(begun).toBeGreaterThan(1);
});
