import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { Bench } from '../../../../packages/monitor/src/selftest/bench.ts';
import { tick } from '../../../../packages/monitor/src/tick/tick.ts';

test('what a tick has to say is enqueued also when something else that it did has failed', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'owner-report-tick-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const bench = new Bench(directory);
  const check = { id: 'check', kind: 'one_shot_read', schedule: { everySeconds: 60 }, commands: { run: ['true'] } };
  await bench.setJobs([{ id: 'raises' }, check]);
  await bench.setStatus('raises', { running: true, level: 'alert' });
  const { configPath, files, stateFile, home, now } = bench;
  let looks = 0;
  const order = {
    configPath,
    files,
    stateFile,
    home,
    now,
    mode: 'live' as const,
    // The second look is that before the check is put on record.
    assertAlone: () => {
      looks += 1;
      if (looks === 2) throw new Error('away for a moment');
    },
    leave: () => Promise.resolve(),
    onWarning: () => {},
  };
  await expect(tick(order)).rejects.toThrow('away for a moment');
  expect(await readdir(home.pending)).toHaveLength(1);
  expect(stateFile.read().state.outbox).toEqual([]);
});
