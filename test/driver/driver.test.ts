import { mkdir, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { countingSend, killGroup, linesOf, makeGate, sendsOf, start } from '../fixtures/send/gate.ts';
import { makeHome, reportText, type TestHome, until } from '../harness.ts';

async function writeR1(home: TestHome, fields: Record<string, string> = {}, body = 'hello\n'): Promise<string> {
  const text = reportText('r1', fields, body);
  await home.write('r1', text);
  return text;
}

async function readRecord(home: TestHome, id = 'r1'): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(home.path('attempts', `${id}.json`), 'utf8')) as Record<string, unknown>;
}

describe('a delivery that succeeds', () => {
  test('moves the file unchanged to sent, and leaves nothing of the attempt behind', async () => {
    const home = await makeHome();
    const text = await writeR1(home, { unknown_key: 'kept' }, '**hi** 繁體 🛠️\n\n  no line end at the end');
    const result = await home.run('driver', ['r1', '--send-cmd', 'cat > /dev/null']);
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toContain('sent r1 (attempt 1');
    expect(await readFile(home.path('sent', 'r1.md'), 'utf8')).toBe(text);
    expect(await home.names('pending')).toEqual([]);
    expect((await home.names('attempts')).filter((name) => name.startsWith('r1'))).toEqual([]);
    expect((await stat(home.path('sent', 'r1.md'))).mode & 0o777).toBe(0o600);
    expect(await home.deliveries()).toMatchObject([
      { schemaVersion: 1, event: 'sent', report_id: 'r1', attempt: 1, maybe_duplicate: false },
    ]);
  });

  test('gives the send command the exact message on stdin and the fields in its environment', async () => {
    const home = await makeHome();
    const body = 'first\n\n  `code` "quotes" \\n $HOME\nlast without end';
    await writeR1(
      home,
      {
        created_at: "'2026-11-21T10:11:12.345Z'",
        progress: '80%',
        status: 'warn',
        source: 'check',
        done: "'- it''s done'",
        next: '010',
        team: '團隊',
        task_id: '1480577550445969541',
      },
      body,
    );
    const command = `cat > '${home.base}/stdin'; env -0 > '${home.base}/env'`;
    const result = await home.run(
      'driver',
      ['r1', '--send-cmd', command, '--channel', 'Telegram', '--target', '-100 5'],
      { env: { OWN_VARIABLE: 'passed on' } },
    );
    expect(result).toMatchObject({ exitCode: 0 });
    expect(await readFile(join(home.base, 'stdin'), 'utf8')).toBe(body);
    const env = Object.fromEntries(
      (await readFile(join(home.base, 'env'), 'utf8'))
        .split('\0')
        .filter(Boolean)
        .map((line) => {
          const at = line.indexOf('=');
          return [line.slice(0, at), line.slice(at + 1)];
        }),
    );
    expect(env).toMatchObject({
      OWNER_REPORT_MESSAGE: body,
      OWNER_REPORT_ID: 'r1',
      OWNER_REPORT_FILE: home.path('pending', 'r1.md'),
      OWNER_REPORT_HOME: home.dir,
      OWNER_REPORT_TEAM: '團隊',
      OWNER_REPORT_WORKER: 'w',
      OWNER_REPORT_TASK_ID: '1480577550445969541',
      OWNER_REPORT_PROGRESS: '80%',
      OWNER_REPORT_STATUS: 'warn',
      OWNER_REPORT_SOURCE: 'check',
      OWNER_REPORT_DONE: "- it's done",
      OWNER_REPORT_NEXT: '010',
      OWNER_REPORT_CHANNEL: 'telegram',
      OWNER_REPORT_TARGET: '-100 5',
      OWNER_REPORT_CREATED_AT: '2026-11-21T10:11:12.345Z',
      OWNER_REPORT_ATTEMPT: '1',
      OWNER_REPORT_MAYBE_DUPLICATE: '0',
      OWN_VARIABLE: 'passed on',
    });
  });

  test('is told as JSON with --json', async () => {
    const home = await makeHome();
    await writeR1(home);
    const result = await home.run('driver', ['r1', '--json', '--send-cmd', 'true']);
    expect(JSON.parse(String(result.stdout))).toMatchObject({
      schemaVersion: 1,
      report_id: 'r1',
      outcome: 'sent',
      attempt: 1,
    });
  });

  test('takes a path in place of an id, relative or absolute', async () => {
    const home = await makeHome();
    await writeR1(home);
    await home.write('r2', reportText('r2'));
    expect(await home.run('driver', ['home/pending/r1.md', '--send-cmd', 'true'])).toMatchObject({ exitCode: 0 });
    expect(await home.run('driver', [home.path('pending', 'r2.md'), '--send-cmd', 'true'])).toMatchObject({
      exitCode: 0,
    });
    expect(await home.names('sent')).toEqual(['r1.md', 'r2.md']);
  });

  test('is not undone when the command runs a shell that ends by exec, exit or set -e', async () => {
    for (const command of ['exec true', 'exit 0', 'set -e; true', 'true # comment', 'cat <<X >/dev/null\nfoo\nX']) {
      const home = await makeHome();
      await writeR1(home);
      expect(await home.run('driver', ['r1', '--send-cmd', command])).toMatchObject({ exitCode: 0 });
      expect(await home.names('sent')).toEqual(['r1.md']);
    }
  });

  test('does not wait for a daemon that the send command left behind on its stdout', async () => {
    const home = await makeHome();
    await writeR1(home);
    const result = await home.run('driver', [
      'r1',
      '--send-cmd',
      `sleep 600 & echo "$PPID" > '${home.base}/group'; exit 0`,
    ]);
    const group = Number((await linesOf(join(home.base, 'group')))[0]);
    expect(result).toMatchObject({ exitCode: 0 });
    // The daemon is still there: nobody waited for its end.
    expect(process.kill(-group, 0)).toBe(true);
    killGroup(group);
    expect(await home.names('sent')).toEqual(['r1.md']);
  });

  test('renders a message from the fields when the body is empty', async () => {
    const home = await makeHome();
    await writeR1(home, { done: 'export', next: 'wait', progress: '5%' }, '');
    await home.run('driver', ['r1', '--send-cmd', `cat > '${home.base}/stdin'`]);
    expect(await readFile(join(home.base, 'stdin'), 'utf8')).toBe(
      '**[normal] t / w · job · 5%**\n\nDone: export\nNext: wait\n',
    );
  });

  test('delivers an unknown status as it stands', async () => {
    const home = await makeHome();
    await writeR1(home, { status: 'sideways' });
    await home.run('driver', ['r1', '--send-cmd', `echo "$OWNER_REPORT_STATUS" > '${home.base}/status'`]);
    expect(await linesOf(join(home.base, 'status'))).toEqual(['sideways']);
  });
});

describe('a delivery that fails', () => {
  test('exits 75, keeps the file, logs the attempt, and counts the next one', async () => {
    const home = await makeHome();
    const text = await writeR1(home);
    const failed = await home.run('driver', ['r1', '--send-cmd', 'echo no such channel >&2; exit 3']);
    expect(failed).toMatchObject({ exitCode: 75, stdout: '' });
    expect(failed.stderr).toContain('send command exited with 3: no such channel');
    expect(await readFile(home.path('pending', 'r1.md'), 'utf8')).toBe(text);
    expect(await home.names('sent')).toEqual([]);
    expect(await home.run('driver', ['r1', '--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual(['r1 2 0']);
    expect(await home.deliveries()).toMatchObject([
      { event: 'failed', report_id: 'r1', attempt: 1, exit_code: 3, output: 'no such channel', maybe_duplicate: false },
      { event: 'sent', report_id: 'r1', attempt: 2 },
    ]);
  });

  test.each([
    ['a command that is not there', 'no-such-command-here', /not found.*127/],
    ['a command that is not executable', '/dev/null', /126/],
    ['a syntax error', 'if then (', /exit/],
    ['a command that says no by exec', 'exec false', /exited with 1/],
  ])('takes %s for a failure', async (_what, command, reason) => {
    const home = await makeHome();
    await writeR1(home);
    const result = await home.run('driver', ['r1', '--send-cmd', command]);
    expect(result).toMatchObject({ exitCode: 75 });
    expect(result.stderr).toMatch(reason);
    expect([await home.names('pending'), await home.names('sent')]).toEqual([['r1.md'], []]);
  });

  test.each([
    ['exit 1', '120'],
    ['sleep 60', '1'],
  ])('exits 75 too when it holds the report after that: %s', async (command, timeout) => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    const args = ['r1', '--hold-after', '1', '--timeout', timeout, '--send-cmd', command];
    expect(await home.run('driver', args)).toMatchObject({ exitCode: 75, stdout: '' });
    expect(await home.names('held')).toEqual(['r1.md']);
  });

  test.each(['KILL', 'TERM', 'SEGV'])('flags the send after one whose command SIG%s killed', async (signal) => {
    const home = await makeHome();
    await writeR1(home);
    const killed = await home.run('driver', ['r1', '--send-cmd', `${countingSend(home)}; kill -${signal} $$`]);
    expect(killed).toMatchObject({ exitCode: 75 });
    expect(killed.stderr).toMatch(new RegExp(`failed r1.*SIG${signal}`));
    expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    // It may have sent before it died, and here it has.
    expect(await sendsOf(home)).toEqual(['r1 1 0', 'r1 2 1']);
  });

  test('takes a killed sending shell for an unknown outcome', async () => {
    const home = await makeHome();
    await writeR1(home);
    const result = await home.run('driver', ['r1', '--send-cmd', 'kill -KILL $PPID']);
    expect(result).toMatchObject({ exitCode: 75 });
    expect(result.stderr).toMatch(/unknown r1.*SIGKILL/);
    expect(await home.names('pending')).toEqual(['r1.md']);
    expect(await home.deliveries()).toMatchObject([{ event: 'unknown', signal: 'SIGKILL' }]);
  });

  test('keeps the last 8 KiB of 50 MB of output', async () => {
    const home = await makeHome();
    await writeR1(home);
    const command = 'head -c 50000000 /dev/zero | tr "\\0" x; echo the-last-line; exit 1';
    expect(await home.run('driver', ['r1', '--send-cmd', command])).toMatchObject({ exitCode: 75 });
    const [line] = await home.deliveries();
    expect(String(line?.['output'])).toMatch(/^x+the-last-line$/);
    expect(Buffer.byteLength(String(line?.['output']))).toBeLessThanOrEqual(8192);
    expect((await readdir(home.path('attempts'))).filter((name) => name.endsWith('.output'))).toEqual([]);
  });

  test('takes 50 MB of output of a command that succeeds', async () => {
    const home = await makeHome();
    await writeR1(home);
    expect(await home.run('driver', ['r1', '--send-cmd', 'head -c 50000000 /dev/zero'])).toMatchObject({ exitCode: 0 });
  });

  test('writes no secret into log, stdout or stderr', async () => {
    const home = await makeHome();
    await writeR1(home);
    const secrets = [
      '123456789:AAabcdefghijklmnopqrstuvwxyz0123456',
      'xoxb-1234567890-abcdefgh',
      'value-of-a-variable',
      'ghp_abcdefghijklmnopqrstuvwxyz012345',
    ];
    const command = `printf '%s\\n' ${secrets.map((secret) => `'<${secret}>'`).join(' ')}; exit 1`;
    const result = await home.run('driver', ['r1', '--verbose', '--send-cmd', command], {
      env: { MY_API_TOKEN: 'value-of-a-variable' },
    });
    expect(result).toMatchObject({ exitCode: 75 });
    const log = await readFile(home.path('deliveries.jsonl'), 'utf8');
    for (const secret of secrets)
      expect(`${log}${String(result.stdout)}${String(result.stderr)}`).not.toContain(secret);
    expect(log).toContain('redacted');
  });
});

describe('a send that runs out of time', () => {
  test('is unknown even if the command then exits 0; the backoff is kept, and only a delivery by hand does not wait for it', async () => {
    const home = await makeHome();
    await writeR1(home);
    const trapping = "trap 'exit 0' TERM; sleep 60 & wait";
    const first = await home.run('driver', ['r1', '--timeout', '1', '--send-cmd', trapping]);
    expect(first).toMatchObject({ exitCode: 75 });
    expect(first.stderr).toContain('unknown r1');
    expect([await home.names('pending'), await home.names('sent')]).toEqual([['r1.md'], []]);
    const record = (await readRecord(home)) as { retryAt: string; lastAt: string };
    expect(Date.parse(record.retryAt) - Date.parse(record.lastAt)).toBe(60_000);

    const pass = await home.run('watchdog', ['--send-cmd', countingSend(home)]);
    expect(pass).toMatchObject({ exitCode: 75 });
    expect(pass.stderr).toContain(`not tried before ${record.retryAt}`);
    expect(await sendsOf(home)).toEqual([]);

    await home.run('driver', ['r1', '--timeout', '1', '--send-cmd', trapping]);
    const second = (await readRecord(home)) as { retryAt: string; lastAt: string };
    expect(Date.parse(second.retryAt) - Date.parse(second.lastAt)).toBe(120_000);

    expect(await home.run('driver', ['r1', '--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual(['r1 3 1']);
    expect((await home.deliveries()).map((line) => [line['event'], line['maybe_duplicate']])).toEqual([
      ['unknown', false],
      ['unknown', true],
      ['sent', true],
    ]);
  });

  test('ends a command that ignores TERM', async () => {
    const home = await makeHome();
    await writeR1(home);
    const result = await home.run('driver', [
      'r1',
      '--timeout',
      '1',
      '--send-cmd',
      `trap '' TERM; echo $$ > '${home.base}/pid'; sleep 600; sleep 600`,
    ]);
    expect(result).toMatchObject({ exitCode: 75 });
    expect(await home.deliveries()).toMatchObject([{ event: 'unknown' }]);
    const pid = Number((await linesOf(join(home.base, 'pid')))[0]);
    // KILL has been sent; the kernel and init may still be clearing it away.
    await until('the end of the command', () => !isThere(pid));
  });

  test('is tried again by a pass once the backoff has passed', async () => {
    const home = await makeHome();
    await writeR1(home);
    await home.run('driver', ['r1', '--timeout', '1', '--send-cmd', 'sleep 60']);
    const record = await readRecord(home);
    await writeFile(
      home.path('attempts', 'r1.json'),
      JSON.stringify({ ...record, retryAt: '2020-01-01T00:00:00.000Z' }),
    );
    expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual(['r1 2 1']);
  });
});

describe('what is checked before a send', () => {
  test('a missing send command is 78 and names the ways to set one', async () => {
    const home = await makeHome();
    await writeR1(home);
    const result = await home.run('driver', ['r1']);
    expect(result).toMatchObject({ exitCode: 78, stdout: '' });
    for (const way of ['--send-cmd', 'OWNER_REPORT_SEND_CMD', 'sendCommand']) expect(result.stderr).toContain(way);
    expect(await home.names('pending')).toEqual(['r1.md']);
  });

  test.each([
    ['a usage error without an id', [], 64],
    ['66 for an unknown id', ['nobody'], 66],
    ['a usage error for a path elsewhere', ['/etc/passwd.md'], 64],
  ])('is %s', async (_what, args, exitCode) => {
    const home = await makeHome();
    expect(await home.run('driver', [...args, '--send-cmd', 'true'])).toMatchObject({ exitCode, stdout: '' });
  });

  test('a file in place of sent stops the delivery before the send with 74', async () => {
    const home = await makeHome();
    await writeR1(home);
    await writeFile(home.path('sent'), '');
    for (const command of ['driver', 'watchdog'] as const) {
      const result = await home.run(command, [
        ...(command === 'driver' ? ['r1'] : []),
        '--send-cmd',
        countingSend(home),
      ]);
      expect(result).toMatchObject({ exitCode: 74 });
      expect(result.stderr).toContain(home.path('sent'));
    }
    expect(await sendsOf(home)).toEqual([]);
    await rm(home.path('sent'));
    expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual(['r1 1 0']);
  });

  test('sent on another file system stops the delivery before the send with 74', async () => {
    const home = await makeHome();
    await writeR1(home);
    // A file system of its own everywhere: a link makes it the place of sent reports.
    await symlink('/dev', home.path('sent'));
    const result = await home.run('driver', ['r1', '--send-cmd', countingSend(home)]);
    expect(result).toMatchObject({ exitCode: 74 });
    expect(result.stderr).toContain('same file system');
    expect(await sendsOf(home)).toEqual([]);
    expect(await home.names('pending')).toEqual(['r1.md']);
  });

  test('sent that takes no file stops the delivery before the send with 74', async () => {
    const home = await makeHome();
    await writeR1(home);
    await symlink(join(home.base, 'nowhere'), home.path('sent'));
    expect(await home.run('driver', ['r1', '--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 74 });
    expect(await sendsOf(home)).toEqual([]);
  });

  test('the same report already in sent is removed from pending unsent', async () => {
    const home = await makeHome();
    const text = await writeR1(home);
    await home.write('r1', text, 'sent');
    const result = await home.run('watchdog', ['--send-cmd', countingSend(home)]);
    expect(result).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual([]);
    expect([await home.names('pending'), await home.names('sent')]).toEqual([[], ['r1.md']]);
    expect(await home.deliveries()).toMatchObject([{ event: 'discarded', report_id: 'r1' }]);
  });

  test('other content under an id that was sent is 65, unsent, and says what to do', async () => {
    const home = await makeHome();
    const old = reportText('r1', {}, 'the old one\n');
    await writeR1(home, {}, 'the new one\n');
    await home.write('r1', old, 'sent');
    for (const command of ['driver', 'watchdog'] as const) {
      const result = await home.run(command, [
        ...(command === 'driver' ? ['r1'] : []),
        '--send-cmd',
        countingSend(home),
      ]);
      expect(result).toMatchObject({ exitCode: 65 });
      expect(result.stderr).toContain('owner-report-watchdog hold r1');
    }
    expect(await sendsOf(home)).toEqual([]);
    expect(await readFile(home.path('sent', 'r1.md'), 'utf8')).toBe(old);
    expect(await home.names('pending')).toEqual(['r1.md']);
  });

  test('a report that was sent is not sent again by hand, a held one is refused', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'), 'sent');
    await home.write('r2', reportText('r2'), 'held');
    expect(await home.run('driver', ['r1', '--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    const held = await home.run('driver', ['r2', '--send-cmd', countingSend(home)]);
    expect(held).toMatchObject({ exitCode: 66 });
    expect(held.stderr).toContain('owner-report-watchdog release r2');
    expect(await sendsOf(home)).toEqual([]);
  });
});

describe('a report that changes during its send', () => {
  test('goes to sent as it was sent, and the edit to held, with a warning', async () => {
    const home = await makeHome();
    const text = await writeR1(home);
    const gate = await makeGate(home);
    const child = start(home, 'driver', ['r1', '--send-cmd', gate.command]);
    await gate.reached();
    const edit = reportText('r1', {}, 'edited\n');
    await home.write('r1', edit);
    await gate.open();
    const result = await child;
    expect(result).toMatchObject({ exitCode: 0 });
    expect(result.stderr).toContain('edited during its send');
    expect(await readFile(home.path('sent', 'r1.md'), 'utf8')).toBe(text);
    expect(await readFile(home.path('held', 'r1.md'), 'utf8')).toBe(edit);
    expect(await home.names('pending')).toEqual([]);
  });

  test('is in sent as it was sent when it was taken away meanwhile', async () => {
    const home = await makeHome();
    const text = await writeR1(home);
    const gate = await makeGate(home);
    const child = start(home, 'driver', ['r1', '--send-cmd', gate.command]);
    await gate.reached();
    await rm(home.path('pending', 'r1.md'));
    await gate.open();
    expect(await child).toMatchObject({ exitCode: 0 });
    expect(await readFile(home.path('sent', 'r1.md'), 'utf8')).toBe(text);
    expect(await home.names('pending')).toEqual([]);
  });

  test('is not lost when its send fails', async () => {
    const home = await makeHome();
    await writeR1(home);
    const gate = await makeGate(home, 'exit 1');
    const child = start(home, 'driver', ['r1', '--send-cmd', gate.command]);
    await gate.reached();
    const edit = reportText('r1', {}, 'edited\n');
    await home.write('r1', edit);
    await gate.open();
    expect(await child).toMatchObject({ exitCode: 75 });
    expect(await readFile(home.path('pending', 'r1.md'), 'utf8')).toBe(edit);
    expect(await home.names('held')).toEqual([]);
  });
});

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

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
