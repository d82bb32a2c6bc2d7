import { writeFile } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { countingSend, saying, sendsOf } from '../fixtures/send/gate.ts';
import { makeHome, reportText, type TestHome } from '../harness.ts';
import { sentIds, stamp, writeAll } from './queue.ts';

const [first, second] = [`${stamp(1)}-w`, `${stamp(2)}-w`];

/** Two reports; the command, a script, counts its sends and rejects the first of them. */
async function makeQueue(): Promise<{ home: TestHome; command: string }> {
  const home = await makeHome();
  await writeAll(home, [first, second]);
  const rejecting = saying({ outcome: 'rejected', reason: 'no such chat' });
  const body = `${countingSend(home)}; case "$OWNER_REPORT_ID" in ${first}) ${rejecting}; exit 1 ;; esac`;
  return { home, command: await home.script('send', body) };
}

describe('a report that the send command rejects', () => {
  test('stops the pass with 65 and the way to hold it, and is not sent that way again', async () => {
    const { home, command } = await makeQueue();
    const args = ['--all', '--send-cmd', command];
    const told = [
      `rejected ${first} (attempt 1): no such chat`,
      `owner-report-watchdog hold ${first} --reason rejected`,
    ];
    for (let pass = 1; pass <= 2; pass += 1) {
      const stopped = await home.run('watchdog', args);
      expect(stopped).toMatchObject({ exitCode: 65, stdout: '' });
      for (const text of told) expect(stopped.stderr).toContain(text);
    }
    expect(await sendsOf(home)).toEqual([`${first} 1 0`]);
    expect(await home.deliveries()).toMatchObject([
      { event: 'rejected', attempt: 1, exit_code: 1, reason: 'no such chat' },
    ]);
    // The command it names works, and the queue goes on.
    const hold = await home.run('watchdog', ['hold', first, '--reason', 'rejected']);
    expect(hold).toMatchObject({ exitCode: 0 });
    expect(await home.run('watchdog', args)).toMatchObject({ exitCode: 0 });
    expect(await home.names('sent')).toEqual([`${second}.md`]);
  });

  test('is what a dry run stops at, or would hold, too', async () => {
    const { home, command } = await makeQueue();
    const args = ['--all', '--send-cmd', command];
    const seen = await home.run('watchdog', [...args, '--dry-run']);
    expect(seen).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('next 2 of 2') });
    const stopped = await home.run('watchdog', args);
    expect(await home.run('watchdog', [...args, '--dry-run'])).toMatchObject({
      exitCode: 65,
      stdout: '',
      stderr: stopped.stderr,
    });
    const holding = await home.run('watchdog', [...args, '--dry-run', '--on-invalid', 'hold']);
    expect(holding).toMatchObject({ exitCode: 0, stderr: `would be held: ${first}: rejected: no such chat\n` });
    expect(holding.stdout).toContain(`report   ${home.path('pending', `${second}.md`)}`);
    expect(holding.stdout).not.toContain(`${first}.md`);
  });

  test('is told by --json', async () => {
    const { home, command } = await makeQueue();
    const { stdout } = await home.run('watchdog', ['--json', '--send-cmd', command]);
    const lines = String(stdout).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { event: 'delivery', report_id: first, outcome: 'rejected', attempt: 1, reason: 'no such chat' },
      { event: 'pass', exit_code: 65, left: 2 },
    ]);
  });

  test('is held by --on-invalid hold, and the pass goes on', async () => {
    const { home, command } = await makeQueue();
    const pass = await home.run('watchdog', ['--all', '--on-invalid', 'hold', '--send-cmd', command]);
    expect(pass).toMatchObject({ exitCode: 0, stderr: '' });
    expect(pass.stdout).toContain(`held ${first}: rejected: no such chat`);
    expect([await home.names('held'), await home.names('sent')]).toEqual([[`${first}.md`], [`${second}.md`]]);
    expect(await home.deliveries()).toMatchObject([
      { event: 'rejected', report_id: first },
      { event: 'held', report_id: first, reason: 'rejected: no such chat' },
      { event: 'sent', report_id: second },
    ]);
    // Released, it is worth another try.
    await home.run('watchdog', ['release', first]);
    await home.run('watchdog', ['--send-cmd', command]);
    expect(await sendsOf(home)).toEqual([`${first} 1 0`, `${second} 1 0`, `${first} 2 0`]);
  });

  test('does not count towards --hold-after', async () => {
    const { home, command } = await makeQueue();
    expect(await home.run('watchdog', ['--hold-after', '1', '--send-cmd', command])).toMatchObject({ exitCode: 65 });
    expect(await home.names('held')).toEqual([]);
  });

  test.each([
    ['by another command', ['--send-cmd', 'ANOTHER']],
    ['to another target', ['--send-cmd', 'SEND', '--target', 'elsewhere']],
    ['fitted to another channel', ['--send-cmd', 'SEND', '--channel', 'ntfy']],
  ])('is sent %s, unflagged', async (_how, args) => {
    const { home, command } = await makeQueue();
    await home.run('watchdog', ['--send-cmd', command]);
    await writeFile(command, `#!/bin/sh\n${countingSend(home)}\n`);
    const words = args.map((word) => (word === 'ANOTHER' ? countingSend(home) : word === 'SEND' ? command : word));
    expect(await home.run('watchdog', words)).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual([`${first} 1 0`, `${first} 2 0`]);
  });

  test('is sent again when it was mended', async () => {
    const { home, command } = await makeQueue();
    await home.run('watchdog', ['--send-cmd', command]);
    await home.write(first, reportText(first, {}, 'shorter\n'));
    expect(await home.run('watchdog', ['--send-cmd', command])).toMatchObject({ exitCode: 65 });
    expect(await sendsOf(home)).toEqual([`${first} 1 0`, `${first} 2 0`]);
  });

  test('is sent by hand, as it is', async () => {
    const { home, command } = await makeQueue();
    await home.run('watchdog', ['--send-cmd', command]);
    expect(await home.run('driver', [first, '--send-cmd', command])).toMatchObject({
      exitCode: 65,
      stdout: '',
      stderr: expect.stringContaining(`rejected ${first} (attempt 2)`),
    });
    await writeFile(command, `#!/bin/sh\n${countingSend(home)}\n`);
    expect(await home.run('driver', [first, '--send-cmd', command])).toMatchObject({ exitCode: 0 });
    expect(await home.run('watchdog', ['--send-cmd', command])).toMatchObject({ exitCode: 0 });
    expect(await sentIds(home)).toEqual([first, first, first, second]);
  });

  test('is told by status and doctor, with the reason and what to type', async () => {
    const { home, command } = await makeQueue();
    await home.run('watchdog', ['--send-cmd', command]);
    const { stdout } = await home.run('watchdog', ['status']);
    expect(stdout).toMatch(/^rejected +no such chat\n {2}mend it, or set it aside: owner-report-watchdog hold/m);
    const status = await home.run('watchdog', ['status', '--json']);
    expect(JSON.parse(String(status.stdout))).toMatchObject({ head: { invalid: null, rejected: 'no such chat' } });
    expect((await home.run('watchdog', ['doctor', '--send-cmd', command])).stdout).toContain('no such chat');
    await home.write(first, reportText(first, {}, 'shorter\n'));
    const mended = await home.run('watchdog', ['status', '--json']);
    expect(JSON.parse(String(mended.stdout))).toMatchObject({ head: { rejected: null } });
  });
});

test('doctor --send-test tells of a rejection without the advice for a queue', async () => {
  const home = await makeHome();
  const command = saying({ outcome: 'rejected', reason: 'no such chat' });
  const { stdout } = await home.run('watchdog', ['doctor', '--send-test', '--send-cmd', command]);
  expect(stdout).toMatch(/rejected .*: no such chat; the test report is not kept, and not tried again/);
});
