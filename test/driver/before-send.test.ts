import { readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { countingSend, makeGate, sendsOf, start } from '../fixtures/send/gate.ts';
import { makeHome, reportText } from '../harness.ts';
import { writeR1 } from './r1.ts';

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
      expect(result.stderr).toContain('Give the new report another id');
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
