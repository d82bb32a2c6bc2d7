import { mkdir } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { countingSend, makeGate, sendsOf, start } from '../fixtures/send/gate.ts';
import { makeHome, until } from '../harness.ts';
import { stamp, writeAll } from './queue.ts';

describe('--follow', () => {
  test('sends what is there and what arrives, and ends with 0 on TERM', async () => {
    const home = await makeHome();
    await home.produce(['--report-id', 'first']);
    const child = start(home, 'watchdog', ['--follow', '--send-cmd', countingSend(home)]);
    await until('the first report', async () => (await home.names('sent')).includes('first.md'));
    await home.produce(['--report-id', 'second']);
    await until('the second report', async () => (await home.names('sent')).includes('second.md'));
    child.kill('SIGTERM');
    expect(await child).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual(['first 1 0', 'second 1 0']);
  });

  test('finishes the send under way before it ends', async () => {
    const home = await makeHome();
    await writeAll(home, ['r1']);
    const gate = await makeGate(home);
    const child = start(home, 'watchdog', ['--follow', '--send-cmd', gate.command]);
    await gate.reached();
    child.kill('SIGTERM');
    await gate.open();
    expect(await child).toMatchObject({ exitCode: 0 });
    expect(await home.names('sent')).toEqual(['r1.md']);
    expect(await gate.sends()).toEqual(['r1 1 0']);
  });

  test('begins no other send once it was told to end', async () => {
    const home = await makeHome();
    await writeAll(home, [`${stamp(1)}-w`, `${stamp(2)}-w`]);
    const gate = await makeGate(home);
    const child = start(home, 'watchdog', ['--follow', '--send-cmd', gate.command]);
    await gate.reached();
    child.kill('SIGTERM');
    await gate.open();
    expect(await child).toMatchObject({ exitCode: 0 });
    expect([await home.names('sent'), await home.names('pending')]).toEqual([
      [`${stamp(1)}-w.md`],
      [`${stamp(2)}-w.md`],
    ]);
  });

  test('outlives an error of the system, and ends on TERM while it waits', async () => {
    const home = await makeHome();
    await writeAll(home, ['r1']);
    await mkdir(home.path('attempts', 'owner'), { recursive: true });
    const child = start(home, 'watchdog', ['--follow', '--send-cmd', countingSend(home)]);
    let said = '';
    child.stderr?.on('data', (chunk) => (said += String(chunk)));
    await until('the wait after the error', () => said.includes('next pass in'));
    child.kill('SIGTERM');
    expect(await child).toMatchObject({ exitCode: 0 });
    expect(said).toContain('EISDIR');
  });

  test('names what it passes over once, not in every pass', async () => {
    const home = await makeHome();
    await mkdir(home.path('pending', 'directory.md'), { recursive: true });
    const child = start(home, 'watchdog', ['--follow', '--send-cmd', countingSend(home)]);
    for (const id of ['first', 'second', 'third']) {
      await home.produce(['--report-id', id]);
      await until(id, async () => (await home.names('sent')).includes(`${id}.md`));
    }
    child.kill('SIGTERM');
    expect(String((await child).stderr).match(/directory\.md/g)).toHaveLength(1);
  });

  test('without a send command is 78', async () => {
    const home = await makeHome();
    expect(await home.run('watchdog', ['--follow'])).toMatchObject({ exitCode: 78 });
  });
});
