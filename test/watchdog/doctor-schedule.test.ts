import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { makeOpenclaw } from '../fixtures/openclaw/installation.ts';
import { countingSend, start } from '../fixtures/send/gate.ts';
import { makeHome, root, type TestHome, until } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { doctor, fill, makeScheduled, startCron, withSchedulers, wrapper, writeCrontab } from './doctor.ts';

describe('doctor looks as cron would see', () => {
  /** A home with a report, a crontab of these lines, and an OpenClaw that answers well. */
  async function makeWithOpenclaw(lines: (entry: string) => string[]): Promise<TestHome> {
    const home = await makeHome();
    await home.produce();
    const { entry, directory } = await makeOpenclaw(home.base);
    const top = [`OWNER_REPORT_HOME=${home.dir}`, `FAKE_DIR=${directory}`];
    await writeCrontab(home, [...top, ...lines(entry).map((line) => fill(home, line))]);
    return home;
  }

  test('and passes the crontab line of the README, with no config.json', async () => {
    startCron();
    const home = await makeWithOpenclaw((entry) => [
      `NODE_BIN = "${process.execPath}"`,
      `17 4 * * * ${wrapper} prune --older-than 30d`,
      `* * * * * OWNER_REPORT_TARGET=channel:1 OPENCLAW_ENTRY='${entry}' ${wrapper} >> "$HOME/o.log" 2>&1`,
    ]);
    await writeFile(join(home.base, 'o.log'), '');
    const { points, exitCode } = await doctor(home, ['--send-test'], { NODE_BIN: '' });
    expect(points.map(({ level }) => level)).toEqual(Array.from({ length: 12 }, () => 'ok'));
    expect(exitCode).toBe(0);
    expect(points[2]?.found).toContain('owner-report-send openclaw');
    expect(points[4]?.found).toContain('OWNER_REPORT_TARGET=channel:1');
    expect(points[6]?.found).toContain('OpenClaw');
  });

  test('and judges the node of OpenClaw as a pass does', async () => {
    const home = await makeWithOpenclaw((entry) => [
      `* * * * * OWNER_REPORT_TARGET=1 NODE_BIN={node} OPENCLAW_NODE_BIN=/nowhere/node OPENCLAW_ENTRY='${entry}' {wrapper} >> $HOME/o.log`,
    ]);
    const { points, exitCode } = await doctor(home);
    expect(points[6]).toMatchObject({ level: 'fail', fix: expect.stringContaining('OPENCLAW_NODE_BIN') });
    expect(exitCode).toBe(75);
    const [, command = ''] = (await readFile(join(home.base, 'crontab.txt'), 'utf8')).split('* * * * * ');
    const pass = await execa('/bin/sh', ['-c', command.replace('>> $HOME/o.log', '')], {
      env: { HOME: home.base, PATH: '/usr/bin:/bin', OWNER_REPORT_HOME: home.dir },
      extendEnv: false,
      reject: false,
    });
    expect(pass.exitCode).toBe(69);
    const [found = ''] = pass.stderr.split('\n');
    expect(points[6]?.found).toContain(found.replace('owner-report-watchdog: ', ''));
  });

  test('and misses a target that only this shell knows', async () => {
    const home = await makeWithOpenclaw((entry) => [
      `* * * * * NODE_BIN=${process.execPath} OPENCLAW_ENTRY='${entry}' ${wrapper} >> $HOME/o.log 2>&1`,
    ]);
    const { points, exitCode } = await doctor(home, [], { OWNER_REPORT_TARGET: 'channel:1' });
    expect(points[2]).toMatchObject({ level: 'fail', fix: expect.stringContaining('OWNER_REPORT_TARGET') });
    expect(exitCode).toBe(75);
  });

  test('and takes the variables and flags of a line that runs the watchdog itself', async () => {
    const home = await makeWithOpenclaw(() => [
      'OWNER_REPORT_SEND_CMD=echo "$OWNER_REPORT_CHANNEL is closed" >&2; exit 2',
      'PATH=/usr/bin:/bin:{bin}',
      `* * * * * owner-report-watchdog --channel ntfy >> $HOME/o.log 2>&1`,
    ]);
    const { points } = await doctor(home, ['--send-test']);
    expect(points[2]).toMatchObject({ level: 'ok', found: expect.stringContaining('is closed') });
    expect(points[7]).toMatchObject({ level: 'fail', found: expect.stringContaining('ntfy is closed') });
    expect(points[7]?.found).toContain('the test report is not kept');
    expect(points[7]?.found).not.toContain('stays in pending');
    const told = await doctor(home, ['--send-test', '--send-cmd', 'true']);
    expect(told.points[7]).toMatchObject({ level: 'ok' });
  });

  test('and fails for a send command whose program cron does not find', async () => {
    const home = await makeScheduled([`* * * * * OWNER_REPORT_HOME={home} {wrapper} >> $HOME/o.log 2>&1`]);
    await home.script('send-it', 'true');
    await writeFile(home.path('config.json'), '{"sendCommand":"send-it --now"}', { mode: 0o600 });
    const PATH = `${home.base}:${withSchedulers()['PATH']}`;
    const { points, exitCode } = await doctor(home, [], { PATH });
    expect(points[2]).toMatchObject({ level: 'fail', found: expect.stringContaining('names send-it') });
    expect(exitCode).toBe(75);
    await writeFile(home.path('config.json'), `{"sendCommand":"'${home.base}/send-it' --now"}`, { mode: 0o600 });
    expect((await doctor(home, [], { PATH })).points[2]).toMatchObject({ level: 'ok' });
  });

  test('and finds our own commands where the send command does, however doctor was started', async () => {
    const home = await makeScheduled([`* * * * * OWNER_REPORT_HOME={home} {wrapper} >> $HOME/o.log 2>&1`]);
    await writeFile(home.path('config.json'), '{"sendCommand":"owner-report-consumer \\"$OWNER_REPORT_ID\\""}', {
      mode: 0o600,
    });
    const script = join(root, 'packages/watchdog/bin/owner-report-watchdog.cjs');
    const { stdout } = await execa(process.execPath, [script, 'doctor', '--json'], {
      env: { ...home.environment(), ...withSchedulers() },
      extendEnv: false,
      reject: false,
    });
    expect(stdout).toContain('"point":3,"title":"driver dry run","level":"ok"');
  });
});

describe('doctor finds a process that follows the home', () => {
  const testOfProc = testIf(existsSync('/proc/self/environ'), 'no /proc, where processes are looked at');
  const ways = [['--home=~/home'], ['--home', './home'], ['--home={home}'], []];

  for (const way of ways)
    testOfProc(`given by ${way.join(' ') || 'a variable'}`, async () => {
      const home = await makeHome();
      const args = way.map((word) => fill(home, word));
      const child = start(home, 'watchdog', ['--follow', ...args, '--send-cmd', countingSend(home)]);
      await home.produce(['--report-id', 'r1']);
      await until('the first pass', async () => (await home.names('sent')).includes('r1.md'));
      const { points } = await doctor(home);
      expect(points[4]).toMatchObject({ level: 'ok', found: `process ${child.pid} follows it` });
      child.kill('SIGTERM');
      await child;
    });

  testOfProc('but neither itself nor a program that only names the command', async () => {
    const home = await makeHome();
    const named = await home.script('owner-report-watchdog', 'read -r go');
    const other = execa('/bin/sh', [named, '--follow'], { env: home.environment(), stdin: 'pipe', reject: false });
    const { points } = await doctor(home, [], { OWNER_REPORT_FOLLOW: '1' });
    other.stdin.end();
    await other;
    expect(points[4]).toMatchObject({ level: 'fail', found: expect.stringContaining('no crontab line') });
  });
});
