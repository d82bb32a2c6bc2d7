import { expect, test } from 'vitest';

import { makeBench, type Bench } from '../fixtures/monitor/bench.ts';
import { atEveryCall, canInject, runWithFault, sampleOfCalls, type Fault } from './inject.ts';

const calls = ['fsync', 'rename', 'link', 'unlink', 'mkdir', 'rmdir'];

// A tick makes many calls: between them, the two effects of the sample meet every second one.
const effects = sampleOfCalls(['signal=KILL', 'error=ENOSPC', 'error=EIO', 'error=EACCES', 'error=EROFS'], [1, 3]);

// This only ends a campaign that hangs.
const timeout = 600_000;

const time = '12:00';

/** A job that stands still, so that a tick has an alert to report. */
async function makeAlert(policy: object = {}): Promise<Bench> {
  const bench = await makeBench();
  await bench.configure([{ id: 'a', policy }]);
  await bench.setStatus('a', { stopReason: 'killed' });
  return bench;
}

function tickWithFault(bench: Bench, fault: Fault): ReturnType<typeof runWithFault> {
  const args = ['tick', ...bench.files(['tick'])];
  return runWithFault(bench.home, fault, 'monitor', args, bench.environment(time));
}

test.skipIf(!canInject).each(effects)(
  'a tick hit by %s reports its alert exactly once, together with a healthy one',
  { timeout },
  async (effect, stride) => {
    const round = async (fault: Fault): Promise<boolean> => {
      const bench = await makeAlert();
      const hit = await tickWithFault(bench, fault);
      const context = JSON.stringify({ fault, hit });
      expect((await bench.run(time, ['tick'])).exitCode, context).toBe(0);
      const reports = await bench.pending();
      expect(reports, context).toHaveLength(1);
      expect(reports[0]?.body, context).toContain('- ACTION REQUIRED: paused');
      // Nothing is left to be enqueued by a third one.
      expect((await bench.state()).outbox, context).toBeUndefined();
      return hit.fired;
    };
    expect(await atEveryCall(calls, effect, round, stride)).toBeGreaterThan(28 / stride.step);
  },
);

test.skipIf(!canInject).each(effects)(
  'a tick hit by %s starts a job at most once within its backoff, and tells its alert exactly once',
  { timeout },
  async (effect, stride) => {
    const round = async (fault: Fault): Promise<boolean> => {
      const bench = await makeAlert({ autoResume: true });
      const hit = await tickWithFault(bench, fault);
      const context = JSON.stringify({ fault, hit });
      expect((await bench.run(time, ['tick'])).exitCode, context).toBe(0);
      expect(await bench.calls('a', 'start'), context).toBeLessThanOrEqual(1);
      const reports = await bench.pending();
      expect(reports, context).toHaveLength(1);
      expect(reports[0]?.body, context).toContain('- ACTION REQUIRED: paused');
      return hit.fired;
    };
    expect(await atEveryCall(['rename', 'fsync'], effect, round, stride)).toBeGreaterThan(16 / stride.step);
  },
);
