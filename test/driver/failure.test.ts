import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { countingSend, linesOf, sendsOf } from '../fixtures/send/gate.ts';
import { makeHome, reportText, until } from '../harness.ts';
import { writeR1, readRecord, isThere } from './r1.ts';

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
      // Long enough for its first words on any machine.
      '--timeout',
      '5',
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
