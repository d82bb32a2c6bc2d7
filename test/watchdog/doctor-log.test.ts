import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { doctor, makeScheduled } from './doctor.ts';

const log = '>> $HOME/o.log 2>&1';

describe('an error at the end of the log', () => {
  const failing = [`* * * * * {wrapper} --home {home} ${log}`];
  const error = 'failed r1 (attempt 1): send command exited with 1\n';

  test.each([
    ['a line of a success', 'sent r1 (attempt 2, 0.1 s)\n'],
    ['one of --json', '{"event":"delivery","report_id":"r1","outcome":"sent"}\n'],
    ['the end of a pass', '{"event":"pass","sent":1,"left":0,"exit_code":0}\n'],
  ])('is over with %s', async (_what, line) => {
    const home = await makeScheduled(failing);
    await writeFile(join(home.base, 'o.log'), error + line);
    expect((await doctor(home)).points[5]).toMatchObject({ level: 'ok' });
  });

  test('is over with a success that the log does not tell of', async () => {
    const home = await makeScheduled(failing);
    await home.produce();
    await writeFile(join(home.base, 'o.log'), error);
    expect((await doctor(home)).points[5]).toMatchObject({
      level: 'fail',
      found: expect.stringContaining(error.trim()),
    });
    await home.run('watchdog', ['--quiet']);
    await home.produce();
    expect((await doctor(home)).points[5]).toMatchObject({ level: 'ok', found: expect.stringContaining('sent since') });
  });

  test('is found in the newest of dated logs', async () => {
    const home = await makeScheduled([String.raw`* * * * * {wrapper} --home {home} >> ~/log-$(date +\%F).log`]);
    await writeFile(join(home.base, 'log-2026-01-02.log'), error);
    expect((await doctor(home)).points[5]).toMatchObject({
      level: 'fail',
      found: expect.stringContaining('2026-01-02'),
    });
  });
});
