import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { withEnoughTime } from '../enoughTime.ts';
import { countingSend, killDuringSend, makeGate, sendsOf, start, suspend, receipt } from '../fixtures/send/gate.ts';
import { makeHome, reportText, until } from '../harness.ts';
import { readRecord, makeR1 } from './records.ts';

describe('a snapshot of what was sent that is gone', () => {
  test.each([false, true])('is made good from pending, or told when that was edited (%s)', async (edited) => {
    const { home, text } = await makeR1();
    const gate = await makeGate(home);
    await killDuringSend(home, gate, 'driver', ['r1']);
    const edit = reportText('r1', {}, 'edited\n');
    if (edited) await home.write('r1', edit);
    await gate.open();
    await receipt(home, 0);
    const snapshot = (await home.names('attempts')).find((name) => name.endsWith('.sent'));
    await rm(home.path('attempts', String(snapshot)));
    const pass = await home.run('watchdog', ['--send-cmd', countingSend(home)]);
    expect(pass).toMatchObject({ exitCode: 0 });
    expect(await gate.sends()).toEqual(['r1 1 0']);
    expect(await home.names('pending')).toEqual([]);
    if (edited) {
      expect(pass.stderr).toContain(`gone: they are not in ${home.path('sent')}`);
      expect(await readFile(home.path('held', 'r1.md'), 'utf8')).toBe(edit);
    } else {
      expect(pass.stderr).toBe('');
      expect(await readFile(home.path('sent', 'r1.md'), 'utf8')).toBe(text);
    }
  });
});

describe('a report that was sent while another of its id got into sent', () => {
  test.each([true, false])('is logged as sent and can be set aside (driver killed: %s)', async (killed) => {
    const { home, text } = await makeR1();
    const gate = await makeGate(home);
    const other = reportText('r1', {}, 'other\n');
    const args = ['--send-cmd', countingSend(home)];
    if (killed) {
      await killDuringSend(home, gate, 'driver', ['r1']);
      await home.write('r1', other, 'sent');
      await gate.open();
      await receipt(home, 0);
    } else {
      const child = start(home, 'watchdog', ['--send-cmd', gate.command]);
      await gate.reached();
      await home.write('r1', other, 'sent');
      await gate.open();
      expect(await child).toMatchObject({ exitCode: 65, stderr: expect.stringContaining('not committed') });
    }
    expect(await home.run('watchdog', args)).toMatchObject({
      exitCode: 65,
      stderr: expect.stringContaining('hold r1'),
    });
    expect(await home.run('driver', ['r1', ...args])).toMatchObject({ exitCode: 65 });
    expect(await gate.sends()).toEqual(['r1 1 0']);
    expect(await home.deliveries()).toMatchObject([
      { event: 'sent', report_id: 'r1', attempt: 1, reason: expect.stringContaining('another report') },
    ]);
    expect(await home.run('watchdog', ['hold', 'r1', '--reason', 'id reused'])).toMatchObject({ exitCode: 0 });
    expect(await readFile(home.path('held', 'r1.md'), 'utf8')).toBe(text);
    expect(await readFile(home.path('sent', 'r1.md'), 'utf8')).toBe(other);
    expect(await home.run('watchdog', args)).toMatchObject({ exitCode: 0 });
  });

  test('can be set aside before any pass has looked at it', async () => {
    const { home, text } = await makeR1();
    const gate = await makeGate(home);
    await killDuringSend(home, gate, 'driver', ['r1']);
    await home.write('r1', reportText('r1', {}, 'other\n'), 'sent');
    await gate.open();
    await receipt(home, 0);
    expect(await home.run('watchdog', ['hold', 'r1', '--reason', 'id reused'])).toMatchObject({ exitCode: 0 });
    expect(await readFile(home.path('held', 'r1.md'), 'utf8')).toBe(text);
  });
});

test('a sent that vanishes during a send is told with what to do, and the next pass commits without sending', async () => {
  const { home, text } = await makeR1();
  const gate = await makeGate(home);
  const child = start(home, 'driver', ['r1', '--send-cmd', gate.command]);
  await gate.reached();
  await rm(home.path('sent'), { recursive: true });
  await gate.open();
  expect(await child).toMatchObject({ exitCode: 74, stderr: expect.stringMatching(/went out[\s\S]*next pass/) });
  expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
  expect(await readFile(home.path('sent', 'r1.md'), 'utf8')).toBe(text);
  expect(await sendsOf(home)).toEqual(['r1 1 0']);
});

describe('an attempt record', () => {
  test('that is damaged counts as an attempt that may have gone out', async () => {
    const { home } = await makeR1();
    await home.run('watchdog', ['--send-cmd', 'exit 1']);
    await writeFile(home.path('attempts', 'r1.json'), '{"version":');
    expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual(['r1 2 1']);
  });

  test('of a report that may be in a held that cannot be looked into is kept, and stops nothing', async () => {
    const { home } = await makeR1();
    await home.run('watchdog', ['--send-cmd', 'exit 1']);
    await rm(home.path('pending', 'r1.md'));
    await rm(home.path('held'), { recursive: true });
    await symlink('held', home.path('held'));
    expect(await home.run('watchdog', ['--send-cmd', 'exit 1'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await home.names('attempts')).toEqual(['owner', 'r1.json']);
    await rm(home.path('held'));
    expect(await home.run('watchdog', ['--send-cmd', 'exit 1'])).toMatchObject({ exitCode: 0 });
    expect(await home.names('attempts')).toEqual(['owner']);
  });

  test('with a backoff that a wrong clock set for years is not waited for', async () => {
    const { home } = await makeR1();
    await home.run('watchdog', ['--send-cmd', 'kill -KILL $PPID']);
    const record = await readRecord(home);
    await writeFile(
      home.path('attempts', 'r1.json'),
      JSON.stringify({ ...record, retryAt: '2099-01-01T00:00:00.000Z' }),
    );
    expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual(['r1 2 1']);
  });

  test('that is damaged makes no receipt of another attempt its own', async () => {
    const { home } = await makeR1();
    await mkdir(home.path('attempts'), { mode: 0o700 });
    await writeFile(home.path('attempts', 'r1.json'), '{"version":1,');
    await writeFile(home.path('attempts', 'r1.2.run'), `claim token=${'b'.repeat(24)} boot=x pid=4\nexit 0\n`);
    expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual(['r1 2 1']);
  });

  test('of a report that is gone is forgotten', async () => {
    const { home } = await makeR1();
    await home.run('watchdog', ['--send-cmd', 'exit 1']);
    expect(await home.names('attempts')).toContain('r1.json');
    await rename(home.path('pending', 'r1.md'), `${home.base}/r1.md`);
    expect(await home.run('watchdog', ['--send-cmd', 'true'])).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    expect((await home.names('attempts')).filter((name) => name.startsWith('r1'))).toEqual([]);
  });
});

describe('what a crash left in attempts', () => {
  const leftovers = [
    'r1.1.run',
    `r1.2.${'a'.repeat(24)}.sent`,
    `r1.2.${'a'.repeat(24)}.result`,
    `r1.json.${'a'.repeat(12)}.new`,
    'r2.1.timeout',
  ];

  test.each(['an empty queue', 'a report that fails'])('goes with the next pass: %s', async (queue) => {
    const home = await makeHome();
    const fails = queue !== 'an empty queue';
    if (fails) await home.write('r1', reportText('r1'));
    await home.run('watchdog', ['--send-cmd', 'exit 1']);
    await mkdir(home.path('attempts'), { recursive: true, mode: 0o700 });
    for (const name of leftovers) await writeFile(home.path('attempts', name), '');
    const pass = await home.run('watchdog', ['--send-cmd', 'exit 1']);
    expect(pass).toMatchObject({ exitCode: fails ? 75 : 0 });
    expect(await home.names('attempts')).toEqual(fails ? ['owner', 'r1.json'] : ['owner']);
  });
});

test.each(['a directory', 'a link'])('%s with the name of a claim, and no record of it, ends no pass', async (what) => {
  const { home } = await makeR1();
  const claim = home.path('attempts', `r1.1.${'a'.repeat(24)}.run`);
  await mkdir(what === 'a directory' ? claim : home.path('attempts'), { recursive: true, mode: 0o700 });
  if (what === 'a link') await symlink('/dev/null', claim);
  expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await sendsOf(home)).toEqual(['r1 1 0']);
});

test('a release that died after it took the report out of held is finished, and no edit', async () => {
  const { home, text } = await makeR1();
  await mkdir(home.path('attempts'), { recursive: true, mode: 0o700 });
  await writeFile(home.path('attempts', `r1.${'a'.repeat(12)}.taken`), text);
  expect(await home.run('watchdog', ['--send-cmd', 'exit 1'])).toMatchObject({ exitCode: 75 });
  expect(await home.names('held')).toEqual([]);
  expect(await home.deliveries()).toMatchObject([{ event: 'failed', report_id: 'r1' }]);
  expect((await home.names('attempts')).filter((name) => name.endsWith('.taken'))).toEqual([]);
});

test('a pass that was stopped beyond its time-out believes a receipt that came in time', async () => {
  const ended = await withEnoughTime(async (seconds) => {
    const { home } = await makeR1();
    const gate = await makeGate(home);
    const pass = start(home, 'watchdog', ['--timeout', String(seconds), '--send-cmd', gate.command]);
    await gate.reached();
    // Its time has begun to run by now.
    const reachedAtMs = performance.now();
    await suspend(pass.pid);
    if ((await home.names('attempts')).some((name) => name.endsWith('.timeout'))) return 'too late';
    await gate.open();
    await receipt(home, 0);
    await until('the end of the time', () => performance.now() - reachedAtMs > seconds * 1000);
    pass.kill('SIGCONT');
    expect(await pass).toMatchObject({ exitCode: 0 });
    return home;
  });
  expect(await ended.names('sent')).toEqual(['r1.md']);
});
