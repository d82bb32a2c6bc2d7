import { dirname, join } from 'node:path';

import { test } from 'vitest';

import { makeBench, running, sectionOf, type Bench } from '../fixtures/monitor/bench.ts';
import { linesOf } from '../fixtures/send/gate.ts';
import { testIf } from '../testIf.ts';
import { expectRow, isFull, type Row } from './campaign.ts';
import { canInject, runWithFault } from './injection.ts';
import { judgeEnd } from './judge.ts';

/** Status commands that are not what they should be; each is an alert about its own job. */
const odd: Record<string, string> = {
  hangs: 'sleep 1000',
  'hangs and ignores TERM': `trap '' TERM; while :; do sleep 1000; done`,
  'forks into the background': `sleep 1000 & echo $! >> "$PIDS"; exit 1`,
  floods: `head -c ${isFull ? 2 ** 30 : 2 ** 26} /dev/zero`,
  'floods for ever': 'exec yes',
  'floods stderr': `head -c ${2 ** 26} /dev/zero >&2; exit 1`,
  'prints no JSON': 'echo {running',
  'prints a list': 'echo "[]"',
  'prints null': 'echo null',
  'has the wrong types': `echo '{"running":"yes","completed":0}'`,
  'lies in its level': `echo '{"running":true,"completed":false,"level":"fine"}'`,
  'prints deep JSON': `head -c 200000 /dev/zero | tr '\\0' '['`,
  'prints other bytes': `head -c 4096 /dev/urandom`,
  'says nothing': ':',
  fails: 'exit 3',
  'kills itself': 'kill -KILL $$',
};

const endless = new Set(['hangs', 'hangs and ignores TERM', 'floods for ever']);

test('a status command that hangs, forks, floods or lies crashes no tick and costs no other job', () =>
  expectRow('tick-status', async (row) => {
    const bench = await makeBench();
    const names = Object.keys(odd);
    const jobs = names.map((name, n) => ({
      id: `odd-${n}`,
      commands: { status: ['/bin/sh', '-c', `PIDS='${bench.base}/pids'; ${odd[name]}`] },
      // Only what never ends is ended; all else has the time that it needs.
      policy: { timeoutSeconds: endless.has(name) ? 1 : 120 },
    }));
    await bench.configure([...jobs, { id: 'sound' }]);
    await bench.setStatus('sound', running(1));
    const result = await bench.run('12:00', ['tick']);
    judgeEnd(row, result, 'tick', [0]);
    const body = (await bench.pending()).map((report) => report.body).join('\n\n');
    for (const [n, name] of names.entries()) {
      row.add('rounds');
      row.demand(
        sectionOf(body, `odd-${n}`).includes('ACTION REQUIRED'),
        'lost',
        () => `a status that ${name}: ${sectionOf(body, `odd-${n}`)}`,
      );
    }
    row.demand(
      sectionOf(body, 'sound').includes('status: running'),
      'lost',
      () => `the sound job: ${body.slice(0, 500)}`,
    );
    await endAll(bench);
  }));

test('ticks at once make one report', () =>
  expectRow('tick-twice', async (row) => {
    for (let round = 0; round < (isFull ? 30 : 3); round += 1) {
      const bench = await makeStopped();
      const ticks = await Promise.all(Array.from({ length: 4 }, () => bench.run('12:00', ['tick'])));
      row.add('rounds');
      for (const tick of ticks) judgeEnd(row, tick, `round ${round}`, [0]);
      await judgeOnce(row, bench, `round ${round}`);
    }
  }));

test('a state that cannot be used is set aside, told, and stops nothing', () =>
  expectRow('tick-state', async (row) => {
    for (const text of [
      '',
      '{',
      'null',
      '[]',
      '{"version":2}',
      '{"version":1,"jobs":[]}',
      '\0',
      '{"version":1,"jobs":{"a":7},"outbox":7}',
    ]) {
      const bench = await makeStopped();
      await bench.run('11:00', ['status']);
      await bench.writeState(text);
      judgeEnd(row, await bench.run('12:00', ['tick']), `state ${JSON.stringify(text)}`, [0]);
      row.add('rounds');
      await judgeOnce(row, bench, `state ${JSON.stringify(text)}`);
      await bench.state();
    }
  }));

testIf(canInject, 'fault injection needs Linux, a C compiler as `cc` and its headers')(
  'a tick whose state lies on a full disk ends with an error, and the next one reports once',
  () =>
    expectRow('tick-full-disk', async (row) => {
      const bench = await makeStopped();
      const args = ['tick', ...bench.files(['tick'])];
      for (let pass = 0; pass < (isFull ? 20 : 3); pass += 1) {
        const env = bench.environment('12:00');
        const dirs = [dirname(bench.statePath)];
        const hit = await runWithFault(bench.home, { at: 'each', effect: 'ENOSPC' }, 'monitor', args, { dirs, env });
        row.add('rounds');
        row.add('injections', hit.calls.length);
        judgeEnd(row, hit, `pass ${pass}`, [73, 74]);
      }
      judgeEnd(row, await bench.run('12:05', ['tick']), 'repaired', [0]);
      await judgeOnce(row, bench, 'repaired');
    }),
);

async function makeStopped(): Promise<Bench> {
  const bench = await makeBench();
  await bench.configure([{ id: 'a' }]);
  await bench.setStatus('a', { stopReason: 'killed' });
  return bench;
}

/** The alert is in `pending/` once. */
async function judgeOnce(row: Row, bench: Bench, where: string): Promise<void> {
  const bodies = (await bench.pending()).map(({ body }) => body).join('\n');
  const times = bodies.split('stopReason=killed').length - 1;
  row.demand(times > 0, 'lost', () => where);
  row.demand(times <= 1, 'duplicates', () => `${where}: ${times} times`);
}

async function endAll(bench: Bench): Promise<void> {
  for (const line of await linesOf(join(bench.base, 'pids'))) {
    try {
      process.kill(Number(line), 'SIGKILL');
    } catch {
      // It has ended with its group.
    }
  }
}
