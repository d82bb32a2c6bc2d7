import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { start } from '../fixtures/send/gate.ts';
import { until } from '../harness.ts';
import { doctor, fill, makeScheduled, startCron, withSchedulers, writeCrontab } from './doctor.ts';

const log = '>> $HOME/o.log 2>&1';

describe('doctor finds that cron drains this home by', () => {
  test.each([
    [
      'cd, then a relative path',
      `* * * * * cd '{root}' && OWNER_REPORT_HOME={home} ./scripts/run_owner_report_watchdog.sh ${log}`,
    ],
    ['~ inline', `* * * * * OWNER_REPORT_HOME=~/home {wrapper} ${log}`],
    ['a relative home', `* * * * * cd ~ && {wrapper} --home home ${log}`],
    [
      'a pass, then a check',
      `* * * * * {wrapper} --home {home} ${log}; owner-report-watchdog status --max-age 15m || echo late`,
    ],
    [
      'a pass, then a ping',
      `* * * * * {wrapper} --home {home} ${log}; curl -fsS -o /dev/null "https://ping.example/$?"`,
    ],
    ['bash -lc', `* * * * * /bin/bash -lc 'OWNER_REPORT_HOME={home} owner-report-watchdog ${log}'`],
    ['a dated log', String.raw`* * * * * {wrapper} --home {home} >> $HOME/log-$(date +\%F).log 2>&1`],
    ['flock', `*/5 * * * * flock -n /tmp/reports.lock {wrapper} --home {home} ${log}`],
    ['@hourly', `@hourly {wrapper} --home {home} ${log}`],
    ['a test before it', `* * * * * [ -x {wrapper} ] && {wrapper} --home {home} ${log}`],
    ['one of two tests before it', `* * * * * [ -d / ] || [ -d /nowhere ] && {wrapper} --home {home} ${log}`],
    ['a test that fails before it', `* * * * * [ -e /nowhere ] || sleep 0 || {wrapper} --home {home} ${log}`],
    ['a test for its absence', `* * * * * ! [ -e /nowhere ] && [ ! -e /nowhere ] && {wrapper} --home {home} ${log}`],
    ['a value that is called as a subcommand', `* * * * * {wrapper} --target status --home {home} ${log}`],
    ['a program behind it', `* * * * * {wrapper} --home {home} 2>&1 | logger -t status`],
  ])('%s', async (_what, line) => {
    const home = await makeScheduled([line]);
    const { points } = await doctor(home, [], { PATH: `${fill(home, '{bin}')}:${withSchedulers()['PATH']}` });
    expect(points[4]).toMatchObject({ level: 'ok' });
  });

  test('a line beside those that only look', async () => {
    const looks = ['metrics --file /tmp/o.prom', 'page --file /tmp/o.html', 'status --max-age 15m > /dev/null'];
    const home = await makeScheduled([
      '* * * * * {wrapper} --home {home} >> $HOME/o.log 2>&1',
      ...looks.map((look) => `* * * * * {wrapper} --home {home} ${look}`),
    ]);
    const { points } = await doctor(home, [], withSchedulers());
    expect(points[4]).toMatchObject({ level: 'ok' });
  });

  test('variables at the top of the table', async () => {
    const table = [
      'SHELL=/bin/sh',
      'OWNER_REPORT_HOME="{home}"',
      'PATH=/usr/bin:/bin:{bin}',
      `* * * * * owner-report-watchdog ${log}`,
    ];
    expect((await doctor(await makeScheduled(table))).points[4]).toMatchObject({ level: 'ok' });
  });
});

describe('doctor fails, and says what to do, where cron has', () => {
  test.each([
    ['no line', '0 0 * * * true', 'no crontab line', 'owner-report-watchdog install'],
    [
      'a line for another home',
      `* * * * * {wrapper} --home /elsewhere ${log}`,
      'drains /elsewhere, not ',
      'doctor --home',
    ],
    [
      'one by variable',
      `* * * * * OWNER_REPORT_HOME=/elsewhere {wrapper} ${log}`,
      'drains /elsewhere, not ',
      'doctor --home',
    ],
    ['a dry run', `* * * * * {wrapper} --home {home} --dry-run ${log}`, 'only a dry run', 'Take the dry run out'],
    [
      'one by variable',
      `* * * * * OWNER_REPORT_DRY_RUN=1 {wrapper} --home {home} ${log}`,
      'only a dry run',
      'Take the dry run out',
    ],
    ['another subcommand', `* * * * * {wrapper} --home {home} status ${log}`, 'runs "status"', 'Add a line'],
    [
      'a name that its PATH lacks',
      `* * * * * owner-report-watchdog --home {home} ${log}`,
      'finds no owner-report-watchdog',
      'PATH=',
    ],
    [
      'no wrapper where it says',
      `* * * * * /nowhere/run_owner_report_watchdog.sh --home {home}`,
      'no file at /nowhere/',
      'path of scripts',
    ],
    [
      'no directory where it says',
      `* * * * * cd /nowhere && {wrapper} --home {home} ${log}`,
      'no directory /nowhere',
      'mkdir -p /nowhere',
    ],
    [
      'no directory for the log',
      `* * * * * {wrapper} --home {home} >> /nowhere/o.log 2>&1`,
      'no directory /nowhere',
      'mkdir -p /nowhere',
    ],
    [
      'no directory for its errors',
      `* * * * * {wrapper} --home {home} >> $HOME/o.log 2>> /nowhere/e.log`,
      'found no /nowhere',
      'change that line',
    ],
    ['no file to read', `* * * * * {wrapper} --home {home} < /nowhere/in ${log}`, 'no /nowhere/in', 'change that line'],
    [
      'no place for the lock',
      `* * * * * /usr/bin/env flock -w 5 /nowhere/l {wrapper} --home {home} ${log}`,
      'found no /nowhere',
      'change that line',
    ],
    ['a bare %', `* * * * * {wrapper} --home {home} >> $HOME/log-$(date +%F).log 2>&1`, 'bare "%"', 'crontab -e'],
    ['a minute that is none', `61 * * * * {wrapper} --home {home} ${log}`, '"61" is no minute', 'crontab -e'],
    ['a day that never comes', `0 0 30 2 * {wrapper} --home {home} ${log}`, 'never comes', 'crontab -e'],
    ['a subcommand that is none', `* * * * * {wrapper} --home {home} prun ${log}`, 'refused: ', 'Change that line'],
    ['an option that is none', `* * * * * {wrapper} --home {home} --al ${log}`, 'refused: ', 'Change that line'],
    ['a question for help', `* * * * * {wrapper} --home {home} --help ${log}`, 'sends nothing', 'Change that line'],
    [
      'a carrier that is not there',
      `* * * * * no-such {wrapper} --home {home} ${log}`,
      'finds no no-such',
      'Install it',
    ],
    ['four fields of time', `* * * * {wrapper} --home {home} ${log}`, 'is no day of the week', 'crontab -e'],
    [
      'a switch that is neither on nor off',
      `* * * * * OWNER_REPORT_ALL=maybe {wrapper} --home {home} ${log}`,
      'maybe',
      '',
    ],
  ])('%s', async (_what, line, found, fix) => {
    startCron();
    const home = await makeScheduled([line]);
    const { points, exitCode } = await doctor(home);
    expect(points[4]).toMatchObject({
      level: 'fail',
      found: expect.stringContaining(found),
      fix: expect.stringContaining(fix),
    });
    expect(exitCode).toBe(75);
  });

  test.each(['/nowhere/sh', 'sh'])('%s for its shell', async (shell) => {
    startCron();
    const home = await makeScheduled([`SHELL=${shell}`, `* * * * * {wrapper} --home {home} ${log}`]);
    expect((await doctor(home)).points[4]).toMatchObject({
      level: 'fail',
      found: expect.stringContaining(`/${shell.replace(/^\//, '')} on PATH`),
    });
  });

  test('no daemon, and says who runs when there is one', async () => {
    const home = await makeScheduled([`* * * * * {wrapper} --home {home} ${log}`]);
    startCron();
    const { points } = await doctor(home);
    expect(points[11]).toMatchObject({ level: 'ok', found: expect.stringMatching(/^cron\w* runs \(process \d+\)$/) });
  });

  test('a line that runs once when the machine starts', async () => {
    const home = await makeScheduled([`@reboot {wrapper} --home {home} ${log}`]);
    startCron();
    expect((await doctor(home)).points[11]).toMatchObject({ level: 'warn', fix: expect.stringContaining('--follow') });
    const told = await home.run('watchdog', ['doctor'], { env: withSchedulers() });
    expect(told.stderr).toContain('what starts the drain may not start it: see point 12');
    await writeCrontab(home, [fill(home, `@reboot {wrapper} --home {home} --follow ${log}`)]);
    expect((await doctor(home)).points[11]).toMatchObject({
      level: 'fail',
      found: expect.stringContaining('no process follows'),
    });
    const child = start(home, 'watchdog', ['--follow']);
    await until('a follower', async () => (await doctor(home)).points[11]?.level === 'ok');
    child.kill('SIGTERM');
    await child;
  });

  test.each(['0 0 1 1 *', '@monthly'])('a line that comes at %s', async (schedule) => {
    startCron();
    const home = await makeScheduled([`${schedule} {wrapper} --home {home} ${log}`]);
    const { points } = await doctor(home);
    expect(points[4]).toMatchObject({ level: 'warn', found: expect.stringContaining('rarer than once a day') });
  });

  test('a wrong line beside a right one: the right one counts', async () => {
    const home = await makeScheduled([
      `* * * * * {wrapper} --home /elsewhere ${log}`,
      `61 * * * * {wrapper} --home {home} ${log}`,
      `* * * * * {wrapper} --home {home} --channel right ${log}`,
    ]);
    expect((await doctor(home)).points[4]).toMatchObject({
      level: 'ok',
      found: expect.stringContaining('--channel right'),
    });
  });
});

test('what doctor says to type can be typed, and the line that it adds drains', async () => {
  startCron();
  const home = await makeScheduled([]);
  const before = await doctor(home);
  const fix = /owner-report-watchdog install.*$/m.exec(before.points[4]?.fix ?? '')?.[0] ?? '';
  const PATH = `${fill(home, '{bin}')}:${withSchedulers()['PATH']}`;
  await execa('/bin/sh', ['-c', fix], { env: { HOME: home.base, PATH }, extendEnv: false });
  expect((await doctor(home)).points[4]).toMatchObject({ level: 'ok' });
  await home.produce();
  const [, command = ''] = /^\* \* \* \* \* (.*)$/m.exec(await readFile(join(home.base, 'crontab.txt'), 'utf8')) ?? [];
  const env = { HOME: home.base, PATH: '/usr/bin:/bin' };
  await execa('/bin/sh', ['-c', command], { env, extendEnv: false, cwd: '/' });
  expect(await home.names('sent')).toHaveLength(1);
});
