import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { reportText, type TestHome } from '../harness.ts';
import { makeSetting } from './openclawSetting.ts';

describe('an outage of three passes behind OpenClaw', () => {
  const deliver = (home: TestHome, environment: NodeJS.ProcessEnv, id: string) => {
    const { OWNER_REPORT_ID: _, ...others } = environment;
    const node = join(process.execPath, '..');
    return home.run('driver', [id, '--send-cmd', 'owner-report-send openclaw'], {
      env: { ...others, PATH: `${node}:${process.env['PATH'] ?? ''}` },
    });
  };

  test('ends with one copy where a gateway runs, for it knows the key again', async () => {
    const { home, directory, environment, lines } = await makeSetting({ hasGateway: true });
    await home.write('r-9', reportText('r-9'));
    await writeFile(join(directory, 'down'), '');
    for (let pass = 0; pass < 3; pass += 1) {
      expect((await deliver(home, environment, 'r-9')).exitCode).toBe(75);
    }
    await rm(join(directory, 'down'));
    // The service is up again: the gateway sends what it has queued, and answers the key accordingly.
    const queued = await lines<string>('queue.jsonl');
    expect(queued).toHaveLength(1);
    await writeFile(join(directory, 'keys.json'), '{"owner-report:r-9":{"payload":{"ok":true,"messageId":"8"}}}');
    expect((await deliver(home, environment, 'r-9')).exitCode).toBe(0);
    expect(await lines('sent.jsonl')).toEqual([]);
    expect(await home.names('sent')).toEqual(['r-9.md']);
  });

  test('leaves it open without a gateway, for OpenClaw may send from its queue', async () => {
    const { directory, send } = await makeSetting();
    await writeFile(join(directory, 'down'), '');
    expect((await send()).said).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('Network request'),
    });
  });
});
