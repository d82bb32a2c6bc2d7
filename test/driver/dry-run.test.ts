import { mkdir, readdir, readFile, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { countingSend, linesOf, sendsOf } from '../fixtures/send/gate.ts';
import { makeHome } from '../harness.ts';
import { writeR1 } from './r1.ts';

describe('a dry run', () => {
  test('shows command, environment and fitted message, and runs, moves and creates nothing', async () => {
    const home = await makeHome();
    const text = await writeR1(home, { done: 'x' }, 'line\n'.repeat(900));
    const before = await readdir(home.dir, { recursive: true });
    const result = await home.run('driver', [
      'r1',
      '--dry-run',
      '--channel',
      'discord',
      '--send-cmd',
      countingSend(home),
    ]);
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    for (const part of [
      countingSend(home),
      'OWNER_REPORT_ID=r1',
      'OWNER_REPORT_ATTEMPT=1',
      `OWNER_REPORT_RESULT_FILE=${home.path('attempts', 'r1.1.TOKEN.result')}`,
      'OWNER_REPORT_CHANNEL=discord',
      'more characters in report r1]',
    ])
      expect(result.stdout).toContain(part);
    expect(await sendsOf(home)).toEqual([]);
    expect(await readdir(home.dir, { recursive: true })).toEqual(before);
    expect(await readFile(home.path('pending', 'r1.md'), 'utf8')).toBe(text);
  });

  test('works without a send command and says that there is none', async () => {
    const home = await makeHome();
    await writeR1(home);
    const json = await home.run('driver', ['r1', '--dry-run', '--json']);
    expect(JSON.parse(String(json.stdout))).toMatchObject({
      schemaVersion: 1,
      report_id: 'r1',
      command: null,
      message: 'hello\n',
    });
  });

  test('of an invalid report is 65', async () => {
    const home = await makeHome();
    await home.write('r1', 'no front matter');
    expect(await home.run('driver', ['r1', '--dry-run'])).toMatchObject({ exitCode: 65 });
  });
});

describe('nothing of a report', () => {
  test.each([
    '$(touch pwned)',
    '`touch pwned`',
    '"; touch pwned; "',
    "'; touch pwned; '",
    '| touch pwned',
    '&& touch pwned',
    '\n touch pwned\n',
  ])('is executed: %j', async (evil) => {
    const home = await makeHome();
    const names = [
      'team',
      'worker',
      'task_id',
      'progress',
      'status',
      'source',
      'done',
      'next',
      'created_at',
      'channel',
      'target',
      'send_cmd',
      'sendCommand',
    ];
    const fields = Object.fromEntries(names.map((name) => [name, JSON.stringify(evil)]));
    await writeR1(home, fields, `${evil}\n`);
    const result = await home.run('driver', [
      'r1',
      '--send-cmd',
      `printf '%s' "$OWNER_REPORT_TEAM" > '${home.base}/team'; printf '%s' "$OWNER_REPORT_CHANNEL$OWNER_REPORT_TARGET" > '${home.base}/target'`,
      '--channel',
      'mine',
    ]);
    expect(result).toMatchObject({ exitCode: 0 });
    expect(await readFile(join(home.base, 'team'), 'utf8')).toBe(evil);
    expect(await readFile(join(home.base, 'target'), 'utf8')).toBe('mine');
    const all = await readdir(home.base, { recursive: true });
    expect(all.filter((name) => name.includes('pwned'))).toEqual([]);
  });

  test('reaches a terminal as a control character', async () => {
    const home = await makeHome();
    const evil = 'a\u001B]0;title\u0007\u009B31m\u202Eb\u007F\r';
    await writeR1(home, { done: JSON.stringify(evil) }, `${evil}\n`);
    await home.write('r2', `---\nreport_id: r2\nteam: [\u001B[31m\n---\n`);
    // oxlint-disable-next-line no-control-regex
    const raw = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202E]/;
    const runs = [
      home.run('driver', ['r1', '--dry-run']),
      home.run('driver', ['r1', '--dry-run', '--json']),
      home.run('watchdog', ['--dry-run']),
      home.run('driver', ['r2', '--dry-run']),
      home.run('driver', ['r2', '--dry-run', '--json']),
    ];
    for (const { stdout, stderr } of await Promise.all(runs))
      expect(`${String(stdout)}${String(stderr)}`).not.toMatch(raw);
    const failed = await home.run('driver', ['r1', '--send-cmd', 'cat; exit 1']);
    const passed = await home.run('watchdog', ['--send-cmd', 'cat; exit 1', '--json']);
    for (const { stdout, stderr } of [failed, passed]) expect(`${String(stdout)}${String(stderr)}`).not.toMatch(raw);
    expect(failed.exitCode).toBe(75);
  });
});

describe('the files of a home', () => {
  test('are private when the driver makes them, and the send command keeps the umask of its caller', async () => {
    const home = await makeHome();
    await mkdir(home.dir, { mode: 0o700 });
    await writeR1(home);
    await utimes(home.path('pending', 'r1.md'), 1_700_000_000, 1_700_000_000);
    await home.run('driver', ['r1', '--send-cmd', `umask > '${home.base}/umask'; exit 1`]);
    const [umask] = await linesOf(join(home.base, 'umask'));
    expect(Number.parseInt(umask ?? '', 8)).toBe(process.umask());
    for (const name of ['sent', 'attempts']) expect((await stat(home.path(name))).mode & 0o777).toBe(0o700);
    for (const name of ['deliveries.jsonl', 'attempts/r1.json'])
      expect((await stat(home.path(name))).mode & 0o777).toBe(0o600);
  });
});
