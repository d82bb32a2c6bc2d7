import { utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { execa } from 'execa';
import { expect } from 'vitest';

import { canInject, continueFrom, startWithFault, untilStopped } from '../faults/injection.ts';
import type { Bench } from '../fixtures/monitor/bench.ts';
import { approve, expectExit, makeWrite, verification, write } from '../fixtures/monitor/write.ts';
import { linesOf } from '../fixtures/send/gate.ts';
import { until } from '../harness.ts';
import { testIf } from '../testIf.ts';

testIf(canInject, 'fault injection needs Linux, a C compiler as `cc` and its headers')(
  'a tick that takes over from one that is just beginning a verification does not run it beside that one',
  async () => {
    const { bench, begun, release } = await makeVerified();
    const first = tickAt(bench, '12:03', await callOfFirstSave(bench));
    const hit = await untilStopped(first);
    expect(hit).toContain('ops-monitor.json.');
    // Four minutes old at the time of the next one.
    const time = Date.parse('2026-01-15T12:00:00Z') / 1000;
    await utimes(`${bench.statePath}.tick`, time, time);
    const second = tickAt(bench, '12:04', 0);
    let ended = false;
    void second.child.then(() => (ended = true));
    // It has seen by then what is due, and waits to put it on record.
    await until('its way to the state', () => second.calls().some((line) => line.includes('.json.lock.')));
    continueFrom(hit);
    await until('the verification', async () => (await begun()) > 0);
    await until('the second tick', async () => ended || (await begun()) > 1);
    expect(await begun()).toBe(1);
    await release();
    expect((await first.child).exitCode).toBe(75);
    const third = bench.start('12:05', ['tick']);
    await until('the verification of the third tick', async () => (await begun()) === 2);
    await release();
    expect((await third).exitCode).toBe(0);
    const told = (await bench.pending()).filter(({ body }) => body.includes('verification of w passed'));
    expect(told).toHaveLength(1);
  },
);

/** A bench whose write has ended, and whose verification is due and waits at a FIFO. */
async function makeVerified() {
  const bench = await makeWrite();
  const [fifo, log] = [join(bench.base, 'fifo'), join(bench.base, 'begun')];
  await execa('mkfifo', [fifo]);
  const run = ['/bin/sh', '-c', `echo x >> '${log}'; read -r go < '${fifo}'`];
  await bench.configure([write, { ...verification, commands: { run } }]);
  await expectExit(bench, '12:00', approve, 0);
  await expectExit(bench, '12:01', ['run', 'w'], 0);
  return { bench, begun: async () => (await linesOf(log)).length, release: () => writeFile(fifo, 'go\n') };
}

function tickAt(bench: Bench, time: string, at: number) {
  const options = { dirs: [dirname(bench.statePath)], env: bench.environment(time) };
  return startWithFault(bench.home, { at, effect: 'STOP' }, 'monitor', ['tick', ...bench.files(['tick'])], options);
}

/** The number of the call by which a tick stages the state for the first time, with a verification that is due. */
async function callOfFirstSave({ statePath }: Bench): Promise<number> {
  const { bench, release } = await makeVerified();
  const tick = tickAt(bench, '12:03', 0);
  await release();
  await tick.child;
  const staged = new RegExp(`^(\\d+) .*/${statePath.split('/').at(-1)}\\.[0-9a-z]{12}\\.new`);
  return Number(tick.calls().flatMap((line) => staged.exec(line)?.[1] ?? [])[0]);
}
