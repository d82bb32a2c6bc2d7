import { mkdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { countingSend, killDuringSend, endGroup, makeGate, sendsOf, start, suspend } from '../fixtures/send/gate.ts';
import { clockEnvironment, makeHome, reportText, type TestHome } from '../harness.ts';

async function makeTwo(): Promise<TestHome> {
  const home = await makeHome();
  await home.write('20261121T101101000Z-w', reportText('20261121T101101000Z-w'));
  await home.write('20261121T101102000Z-w', reportText('20261121T101102000Z-w'));
  return home;
}

interface Status {
  lock: { pid: number | null; host: string | null } | null;
}

async function lockStatus(home: TestHome): Promise<Status['lock']> {
  return (JSON.parse(String((await home.run('watchdog', ['status', '--json'])).stdout)) as Status).lock;
}

describe('a lock that is held', () => {
  test('is a quiet exit 0 with one line on stderr for a second watchdog, and 75 with --fail-if-locked', async () => {
    const home = await makeTwo();
    const gate = await makeGate(home);
    const child = start(home, 'watchdog', ['--send-cmd', gate.command]);
    await gate.reached();
    const quiet = await home.run('watchdog', ['--all', '--send-cmd', countingSend(home)]);
    expect(quiet).toMatchObject({ exitCode: 0, stdout: '' });
    expect(String(quiet.stderr)).toMatch(new RegExp(`^.*locked by process ${child.pid} .*\n$`));
    const strict = await home.run('watchdog', ['--fail-if-locked', '--send-cmd', countingSend(home)]);
    expect(strict).toMatchObject({ exitCode: 75, stdout: '' });
    expect(
      await home.run('watchdog', ['--send-cmd', countingSend(home)], { env: { OWNER_REPORT_FAIL_IF_LOCKED: '1' } }),
    ).toMatchObject({ exitCode: 75 });
    const told = await home.run('watchdog', ['--json', '--send-cmd', countingSend(home)]);
    expect(JSON.parse(String(told.stdout))).toMatchObject({
      event: 'pass',
      locked: true,
      sent: 0,
      left: 2,
      exit_code: 0,
    });
    expect(await lockStatus(home)).toMatchObject({ pid: child.pid, host: hostname() });
    await gate.open();
    expect(await child).toMatchObject({ exitCode: 0 });
    expect(await lockStatus(home)).toBeNull();
    expect(await gate.sends()).toEqual(['20261121T101101000Z-w 1 0']);
  });

  test('says so when its holder is suspended, and how to let it go on', async () => {
    const home = await makeTwo();
    const gate = await makeGate(home);
    const child = start(home, 'watchdog', ['--send-cmd', gate.command]);
    await gate.reached();
    expect((await home.run('watchdog', ['--send-cmd', countingSend(home)])).stderr).toContain('(alive)');
    await suspend(child.pid);
    expect((await home.run('watchdog', ['--send-cmd', countingSend(home)])).stderr).toContain(
      `(suspended: let it go on with "kill -CONT ${child.pid}")`,
    );
    child.kill('SIGCONT');
    await gate.open();
    expect(await child).toMatchObject({ exitCode: 0 });
  });

  test.each(['a FIFO', 'a file', 'a link'])('that is %s is refused with what to do', async (what) => {
    const home = await makeTwo();
    if (what === 'a FIFO') await execa('mkfifo', [home.path('lock')]);
    else if (what === 'a file') await writeFile(home.path('lock'), '');
    else await symlink('/nowhere', home.path('lock'));
    expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({
      exitCode: 74,
      stderr: expect.stringMatching(/lock: expected a directory, or nothing.*\n.*Move it away: mv /),
    });
    expect(await sendsOf(home)).toEqual([]);
  });

  test('is waited for by the driver', async () => {
    const home = await makeTwo();
    const gate = await makeGate(home);
    const pass = start(home, 'watchdog', ['--send-cmd', gate.command]);
    await gate.reached();
    const driver = start(home, 'driver', ['20261121T101102000Z-w', '--send-cmd', countingSend(home)]);
    const ended = await Promise.all([pass, driver, gate.open()]);
    expect(ended.slice(0, 2)).toMatchObject([{ exitCode: 0 }, { exitCode: 0 }]);
    expect(await gate.sends()).toEqual(['20261121T101101000Z-w 1 0', '20261121T101102000Z-w 1 0']);
  });

  test('is 75 for the driver when it is not free in time', async () => {
    const home = await makeTwo();
    const gate = await makeGate(home);
    const pass = start(home, 'watchdog', ['--send-cmd', gate.command]);
    await gate.reached();
    expect(await home.run('driver', ['20261121T101102000Z-w', '--send-cmd', countingSend(home)])).toMatchObject({
      exitCode: 75,
      stdout: '',
    });
    await gate.open();
    expect(await pass).toMatchObject({ exitCode: 0 });
    expect(await gate.sends()).toEqual(['20261121T101101000Z-w 1 0']);
  });
});

test('a pass that was robbed of its lock leaves that of the robber alone', async () => {
  const home = await makeTwo();
  const gate = await makeGate(home);
  const robbed = start(home, 'watchdog', ['--send-cmd', gate.command]);
  await gate.reached();
  const holder = home.path('lock', 'holder.json');
  const robbers = (await readFile(holder, 'utf8')).replace(/"since":"[^"]*"/, '"since":"2026-01-01T00:00:00.000Z"');
  await writeFile(holder, robbers);
  await gate.open();
  await robbed;
  expect(await readFile(holder, 'utf8')).toBe(robbers);
});

describe('a lock that was left behind', () => {
  test('by a killed watchdog is taken over at once', async () => {
    const home = await makeTwo();
    const gate = await makeGate(home);
    await endGroup(await killDuringSend(home, gate, 'watchdog', []));
    expect((await stat(home.path('lock'))).isDirectory()).toBe(true);
    // It is not busy: the pass gets as far as the attempt that is left over.
    const pass = await home.run('watchdog', ['--fail-if-locked', '--send-cmd', countingSend(home)]);
    expect(pass).toMatchObject({ exitCode: 75 });
    expect(pass.stderr).toContain('unknown 20261121T101101000Z-w');
    expect(await home.run('driver', ['20261121T101101000Z-w', '--send-cmd', countingSend(home)])).toMatchObject({
      exitCode: 0,
    });
    expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual(['20261121T101101000Z-w 2 1', '20261121T101102000Z-w 1 0']);
  });

  test('by a killed process does not let a living sender be overtaken', async () => {
    const home = await makeTwo();
    const gate = await makeGate(home);
    await killDuringSend(home, gate, 'watchdog', []);
    const pass = await home.run('watchdog', ['--all', '--send-cmd', countingSend(home)]);
    expect(pass).toMatchObject({ exitCode: 75 });
    expect(pass.stderr).toContain('in flight');
    expect(await gate.sends()).toEqual([]);
  });

  test('by a process whose pid another one has now is taken over at once', async () => {
    const home = await makeTwo();
    const gate = await makeGate(home);
    await endGroup(await killDuringSend(home, gate, 'watchdog', []));
    const holder = JSON.parse(await readFile(home.path('lock', 'holder.json'), 'utf8')) as object;
    await writeFile(home.path('lock', 'holder.json'), JSON.stringify({ ...holder, pid: process.pid }));
    expect((await home.run('watchdog', ['--send-cmd', countingSend(home)])).stderr).toContain('unknown');
  });

  test('in an earlier boot is taken over at once, even with a time in the future', async () => {
    const home = await makeTwo();
    const gate = await makeGate(home);
    await endGroup(await killDuringSend(home, gate, 'watchdog', []));
    const holder = JSON.parse(await readFile(home.path('lock', 'holder.json'), 'utf8')) as object;
    await writeFile(
      home.path('lock', 'holder.json'),
      JSON.stringify({ ...holder, pid: process.pid, bootId: 'another' }),
    );
    const future = new Date('2100-01-01');
    await utimes(home.path('lock'), future, future);
    expect((await home.run('watchdog', ['--send-cmd', countingSend(home)])).stderr).toContain('unknown');
  });

  test('with a time in the future and no readable record is made to grow old, and is taken over in the end', async () => {
    const home = await makeTwo();
    await mkdir(home.path('lock'), { recursive: true });
    await writeFile(home.path('lock', 'holder.json'), 'torn');
    const future = new Date('2100-01-01');
    await utimes(home.path('lock'), future, future);
    const passAt = (at: string) =>
      home.run('watchdog', ['--send-cmd', countingSend(home)], { env: clockEnvironment({ at }) });
    expect(await passAt('2026-11-21T12:00:00Z')).toMatchObject({ exitCode: 0, stdout: '' });
    expect((await stat(home.path('lock'))).mtime).toEqual(new Date('2026-11-21T12:00:00Z'));
    expect(await passAt('2026-11-21T12:00:59Z')).toMatchObject({ exitCode: 0, stdout: '' });
    expect(await sendsOf(home)).toEqual([]);
    expect(await passAt('2026-11-21T12:01:01Z')).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual(['20261121T101101000Z-w 1 0']);
  });

  test("without a holder is nobody's", async () => {
    const home = await makeTwo();
    await mkdir(home.path('lock'), { recursive: true });
    expect(await home.run('watchdog', ['--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual(['20261121T101101000Z-w 1 0']);
  });

  test('by another host is respected', async () => {
    const home = await makeTwo();
    const gate = await makeGate(home);
    await endGroup(await killDuringSend(home, gate, 'watchdog', []));
    const holder = JSON.parse(await readFile(home.path('lock', 'holder.json'), 'utf8')) as object;
    await writeFile(home.path('lock', 'holder.json'), JSON.stringify({ ...holder, host: 'elsewhere.example.org' }));
    const pass = await home.run('watchdog', ['--fail-if-locked', '--send-cmd', countingSend(home)]);
    expect(pass).toMatchObject({ exitCode: 75 });
    expect(pass.stderr).toContain('elsewhere.example.org');
    expect(await sendsOf(home)).toEqual([]);
  });
});
