import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { makeHome, until, type TestHome } from '../harness.ts';
import { atEveryCall, canInject, runWithFault, sampleOf } from './inject.ts';

// Calls that only our own process makes: neither the sending shell nor the send command does.
const calls = ['fsync', 'rename', 'link', 'unlink', 'mkdir', 'rmdir'];

const effects = sampleOf(['signal=KILL', 'error=EIO', 'error=ENOSPC', 'error=EACCES', 'error=EROFS']);

async function countSends(home: TestHome): Promise<number> {
  const text = await readFile(join(home.base, 'sends'), 'utf8').catch(() => '');
  return text.split('\n').filter(Boolean).length;
}

test.skipIf(!canInject).each(effects)(
  'a delivery hit by %s at any call sends exactly once, and a healthy pass completes it',
  async (effect) => {
    const fired = await atEveryCall(calls, effect, async (fault) => {
      const home = await makeHome();
      const send = await home.script('send', `echo "$OWNER_REPORT_ID" >> ${home.base}/sends`);
      await home.produce(['--report-id', 'r1']);
      const hit = await runWithFault(home, fault, 'watchdog', ['--send-cmd', send]);
      const context = JSON.stringify({ fault, hit });
      if ((await home.names('sent')).length > 0) expect(await countSends(home), context).toBe(1);
      await until(`an empty queue after ${context}`, async () => {
        await home.run('watchdog', ['--send-cmd', send]);
        return (await home.names('pending')).length === 0;
      });
      expect(await home.names('sent'), context).toEqual(['r1.md']);
      expect(await countSends(home), context).toBe(1);
      return hit.fired;
    });
    expect(fired).toBeGreaterThan(8);
  },
);
