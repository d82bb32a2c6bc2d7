import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';

import type { Result } from 'execa';
import { describe, expect, test } from 'vitest';

import { clockEnvironment, makeHome, reportText, type TestHome } from '../harness.ts';

/** `prune` as it goes `days` days from now. */
function pruneLater(home: TestHome, days: number, args: string[]): Promise<Result> {
  return home.run('watchdog', ['prune', ...args], { env: clockEnvironment({ shiftMs: days * 86_400_000 }) });
}

const old = '20200101T000000000Z-a';

describe('prune', () => {
  test('keeps a report that was sent a moment ago, however long ago it was made', async () => {
    const home = await makeHome();
    await utimes(await home.write(old, reportText(old)), 1, 1);
    await home.run('watchdog', ['--send-cmd', 'true']);
    expect(await home.run('watchdog', ['prune', '--older-than', '1d'])).toMatchObject({ exitCode: 0 });
    expect(await home.names('sent')).toEqual([`${old}.md`]);
  });

  test('keeps the staging file of a producer at work, whatever time is in its name', async () => {
    const home = await makeHome();
    await mkdir(home.path('tmp'), { recursive: true });
    await writeFile(home.path('tmp', `${old}.1.abcd`), '');
    expect(await home.run('watchdog', ['prune', '--older-than', '1d'])).toMatchObject({ exitCode: 0 });
    expect(await home.names('tmp')).toEqual([`${old}.1.abcd`]);
  });

  test('removes what a crash left of a lock or of the counters, once it is an hour old', async () => {
    const home = await makeHome();
    const leftovers = ['lock.0123456789ab.new', 'lock.ba9876543210.gone'];
    for (const name of [...leftovers, 'lock.cafecafecafe.new', 'lock.d']) {
      await mkdir(home.path(name), { recursive: true });
      await writeFile(home.path(name, 'holder.json'), '{}');
    }
    for (const name of [...leftovers, 'lock.d']) await utimes(home.path(name), 1, 1);
    const counters = ['counters.json.0123456789ab.new', 'counters.json.cafecafecafe.new'];
    for (const name of counters) await writeFile(home.path(name), '{');
    await utimes(home.path('counters.json.0123456789ab.new'), 1, 1);
    const result = await home.run('watchdog', ['prune', '--older-than', '1d']);
    expect(result).toMatchObject({ exitCode: 0, stdout: 'deleted 0 sent reports and 3 staging files\n' });
    expect((await readdir(home.dir)).filter((name) => /^(?:lock|counters)/.test(name))).toEqual([
      'counters.json.cafecafecafe.new',
      'lock.cafecafecafe.new',
      'lock.d',
    ]);
  });

  test('deletes old sent reports, rotates an old log and removes stale staging files, and nothing else', async () => {
    const home = await makeHome();
    for (const place of ['sent', 'held', 'pending']) await home.write(old, reportText(old), place);
    await home.write('by-hand', reportText('by-hand'), 'sent');
    await mkdir(home.path('tmp'));
    await writeFile(home.path('tmp', 'stale'), '');
    await writeFile(
      home.path('deliveries.jsonl'),
      `${JSON.stringify({ schemaVersion: 1, at: '2020-01-01T00:00:00.000Z', event: 'sent', report_id: old })}\n`,
    );
    const before = await readdir(home.dir, { recursive: true });
    expect(await pruneLater(home, 29, ['--older-than', '30d', '--dry-run'])).toMatchObject({ exitCode: 0 });
    expect(await pruneLater(home, 31, ['--older-than', '30d', '--dry-run'])).toMatchObject({
      exitCode: 0,
      stdout: 'would delete 2 sent reports and 1 staging file; would rotate deliveries.jsonl\n',
    });
    expect((await readdir(home.dir, { recursive: true })).filter((name) => !name.startsWith('lock'))).toEqual(
      expect.arrayContaining(before),
    );
    expect(await pruneLater(home, 31, ['--older-than', '30d'])).toMatchObject({
      exitCode: 0,
      stdout: 'deleted 2 sent reports and 1 staging file; deliveries.jsonl rotated\n',
    });
    expect(await home.names('sent')).toEqual([]);
    expect(await home.names('tmp')).toEqual([]);
    for (const place of ['held', 'pending']) expect(await home.names(place)).toEqual([`${old}.md`]);
    expect((await readdir(home.dir)).filter((name) => name.startsWith('deliveries'))).toEqual([
      expect.stringMatching(/^deliveries-\d{8}T\d{9}Z\.jsonl$/),
    ]);
  });

  test('tells of the rotated logs that it deletes', async () => {
    const home = await makeHome();
    await mkdir(home.dir);
    await writeFile(home.path('deliveries-20200101T000000000Z.jsonl'), '');
    const dry = await home.run('watchdog', ['prune', '--older-than', '30d', '--dry-run']);
    expect(dry.stdout).toBe('would delete 0 sent reports and 0 staging files, and 1 rotated log\n');
    const { stdout } = await home.run('watchdog', ['prune', '--older-than', '30d', '--json']);
    expect(JSON.parse(String(stdout))).toMatchObject({ logs: 1, log_rotated: false });
    expect((await readdir(home.dir)).filter((name) => name.startsWith('deliveries-'))).toEqual([]);
    expect(await home.run('watchdog', ['prune', '--older-than', '30d'])).toMatchObject({
      stdout: 'deleted 0 sent reports and 0 staging files\n',
    });
  });

  test('counts the days since the sending', async () => {
    const home = await makeHome();
    await home.write(old, reportText(old));
    await home.run('watchdog', ['--send-cmd', 'true']);
    await pruneLater(home, 29, ['--older-than', '30d']);
    expect(await home.names('sent')).toEqual([`${old}.md`]);
    await pruneLater(home, 31, ['--older-than', '30d']);
    expect(await home.names('sent')).toEqual([]);
  });

  test('leaves the last success to status when it rotates the log', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    await home.run('watchdog', ['--send-cmd', 'true']);
    await pruneLater(home, 31, ['--older-than', '30d']);
    expect((await readdir(home.dir)).filter((name) => name.startsWith('deliveries-'))).toHaveLength(1);
    await home.write('r2', reportText('r2'));
    await home.run('watchdog', ['--send-cmd', 'exit 1']);
    const { stdout } = await home.run('watchdog', ['status', '--json']);
    expect(JSON.parse(String(stdout))).toMatchObject({ last_success: { report_id: 'r1' } });
  });

  test.each([[[]], [['--older-than', 'long']], [['--older-than', '30']], [['--older-than', '0']]])(
    'needs an age: %j',
    async (args) => {
      const home = await makeHome();
      await home.write(old, reportText(old), 'sent');
      expect(await home.run('watchdog', ['prune', ...args])).toMatchObject({ exitCode: 64 });
      expect(await home.names('sent')).toHaveLength(1);
    },
  );
});
