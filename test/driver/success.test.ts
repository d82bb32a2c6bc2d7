import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { killGroup, linesOf } from '../fixtures/send/gate.ts';
import { makeHome, reportText, root } from '../harness.ts';
import { writeR1 } from './r1.ts';

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
      OWNER_REPORT_TITLE: '[warn] 團隊 / w · 1480577550445969541 · 80%',
      OWNER_REPORT_ATTEMPT: '1',
      OWNER_REPORT_MAYBE_DUPLICATE: '0',
      OWNER_REPORT_TIMEOUT: '120',
      OWNER_REPORT_RESULT_FILE: expect.stringMatching(/\/attempts\/r1\.1\.[0-9a-z]{24}\.result$/),
      OWN_VARIABLE: 'passed on',
    });
  });

  test.each([['/nowhere'], [undefined]])('finds our own commands, and our node, with a PATH of %s', async (PATH) => {
    const home = await makeHome();
    await writeR1(home);
    const sendCommand = 'owner-report-consumer --version > version';
    const bundle = join(root, 'packages/driver/bin/owner-report-driver.cjs');
    const result = await execa(process.execPath, [bundle, 'r1', '--send-cmd', sendCommand], {
      reject: false,
      extendEnv: false,
      env: { ...home.environment(), PATH },
      cwd: home.base,
    });
    expect(result).toMatchObject({ exitCode: 0 });
    expect(await readFile(join(home.base, 'version'), 'utf8')).toMatch(/^\d+\./);
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
