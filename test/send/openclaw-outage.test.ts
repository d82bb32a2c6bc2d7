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

  test('ends with one copy where a gateway runs, while it knows the key', async () => {
    const { home, directory, environment, lines } = await makeSetting({ hasGateway: true });
    await home.write('r-9', reportText('r-9'));
    await writeFile(join(directory, 'down'), '');
    for (let pass = 0; pass < 3; pass += 1) {
      expect((await deliver(home, environment, 'r-9')).exitCode).toBe(75);
    }
    // It has queued one, and sends it once the service is up again.
    expect(await lines<string>('queue.jsonl')).toHaveLength(1);
    await rm(join(directory, 'down'));
    expect((await deliver(home, environment, 'r-9')).exitCode).toBe(75);
    expect(await lines('sent.jsonl')).toEqual([]);
    // It never says that it has. When it has forgotten the key, the report goes out again, with the flag.
    await rm(join(directory, 'keys.json'));
    expect((await deliver(home, environment, 'r-9')).exitCode).toBe(0);
    expect(await lines('sent.jsonl')).toHaveLength(1);
    expect((await home.deliveries()).at(-1)).toMatchObject({ event: 'sent', maybe_duplicate: true });
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
