import { expect, test } from 'vitest';

import { makeHome } from '../harness.ts';
import { atEveryCall, canInject, runWithFault, sampleOf } from './inject.ts';

const args = [
  '--team',
  't',
  '--worker',
  'w',
  '--task-id',
  'job',
  '--status',
  'normal',
  '--done',
  'x',
  '--report-id',
  'r1',
];
const calls = ['mkdir', 'fsync', 'link', 'unlink'];

const effects = sampleOf(['signal=KILL', 'error=ENOSPC', 'error=EIO', 'error=EACCES']);

test.skipIf(!canInject).each(effects)(
  'a producer hit by %s at any call leaves nothing half-written, and a retry leaves exactly one report',
  async (effect) => {
    const fired = await atEveryCall(calls, effect, async (fault) => {
      const home = await makeHome();
      const hit = await runWithFault(home, fault, 'producer', args);
      const context = JSON.stringify({ fault, hit });
      const visible = await home.names('pending');
      if (hit.exitCode === 0) expect(visible, context).toEqual(['r1.md']);
      if (visible.length > 0) expect((await home.run('consumer', ['r1'])).exitCode, context).toBe(0);
      expect((await home.run('producer', args)).exitCode, context).toBe(0);
      expect(await home.names('pending'), context).toEqual(['r1.md']);
      return hit.fired;
    });
    expect(fired).toBeGreaterThan(8);
  },
);
