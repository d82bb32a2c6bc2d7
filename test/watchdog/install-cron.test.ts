import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { makeHome, type TestHome } from '../harness.ts';
import { makeToolDirectory } from '../scripts/workbench.ts';
import { doctor, startCron, withSchedulers, writeCrontab } from './doctor.ts';
import { lookAtAll, readBackups, readTable, run, told } from './install.ts';

const words = ['install', '--via', 'file', '--no-test'];
const tableOf = (home: TestHome) => join(home.base, 'crontab.txt');

describe('a crontab', () => {
  test('of others comes back byte for byte, whatever its line ends and its encoding', async () => {
    const home = await makeHome();
    const others = Buffer.from('# caf\xe9\r\nMAILTO=me\r\n5 4 * * * true\r\n', 'latin1');
    await writeFile(tableOf(home), others);
    const { notes } = await told(home, words);
    const table = await readFile(tableOf(home));
    expect(table.subarray(0, others.length)).toEqual(others);
    expect(notes).toEqual([expect.stringContaining(`as it was: ${home.path('crontab-')}`)]);
    expect(await readBackups(home, 'crontab-')).toEqual([others]);
    await run(home, ['uninstall']);
    expect(await readFile(tableOf(home))).toEqual(others);
  });

  test('without a line end at its end gets one, and our lines one of their own', async () => {
    const home = await makeHome();
    await writeFile(tableOf(home), '5 4 * * * true');
    await told(home, words);
    expect(await readTable(home)).toMatch(/^5 4 \* \* \* true\n# BEGIN/);
    await run(home, ['uninstall']);
    expect(await readTable(home)).toBe('5 4 * * * true\n');
  });

  test('that was not there is not there afterwards', async () => {
    const home = await makeHome();
    await told(home, words);
    expect(await readTable(home)).toContain('# BEGIN');
    expect(await run(home, ['uninstall'])).toMatchObject({ exitCode: 0 });
    expect(Object.keys(await lookAtAll(home))).not.toContain('crontab.txt');
  });

  test('serves several homes side by side, and each is taken away alone', async () => {
    const home = await makeHome();
    const [one, two] = [join(home.base, 'one'), join(home.base, "two %h 繁 'q' $ \\%")];
    for (const dir of [one, two]) await told(home, [...words, '--home', dir]);
    const both = await readTable(home);
    for (const dir of [one, two]) {
      const { points } = await doctor(home, ['--home', dir]);
      expect(points[4]).toMatchObject({ level: 'ok', found: expect.stringContaining('as it was installed') });
    }
    expect(await told(home, [...words, '--home', two])).toMatchObject({ event: 'unchanged' });
    await run(home, ['uninstall', '--home', one]);
    const left = await readTable(home);
    expect(both.endsWith(left)).toBe(true);
    expect(left.match(/# BEGIN/g)).toHaveLength(1);
    expect(await run(home, ['uninstall', '--home', one])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('nothing to take away'),
    });
    await run(home, ['uninstall', '--home', two]);
    expect(await readTable(home)).toBe('');
  });

  test.each([
    ['refuses this user', 'You (me) are not allowed to use this program (crontab)', 'cron.allow'],
    ['cannot be read', 'crontab: your table is on fire', 'on fire'],
  ])('that %s is left alone, and nothing is written in its place', async (_what, said, why) => {
    const home = await makeHome();
    await writeCrontab(home, ['5 4 * * * true']);
    await writeFile(join(home.base, 'crontab.refusal'), `${said}\n`);
    const before = await lookAtAll(home);
    const result = await run(home, [...words, '--cron']);
    expect(result).toMatchObject({ exitCode: 73, stderr: expect.stringContaining(why) });
    expect(await lookAtAll(home)).toEqual(before);
    await rm(join(home.base, 'crontab.refusal'));
    expect(await told(home, words)).toMatchObject({ event: 'installed' });
  });

  test('that lacks the last line of a block is not guessed at', async () => {
    const home = await makeHome();
    await told(home, words);
    await writeFile(tableOf(home), (await readTable(home)).replace(/# END.*\n/, '5 4 * * * true\n'));
    const before = await readTable(home);
    for (const command of ['install', 'uninstall'])
      expect(await run(home, [command, '--force'])).toMatchObject({
        exitCode: 77,
        stderr: expect.stringContaining('# END'),
      });
    await told(home, [...words, '--home', join(home.base, 'other')]);
    await run(home, ['uninstall', '--home', join(home.base, 'other')]);
    expect(await readTable(home)).toBe(before);
  });
});

describe('lines that were edited by hand', () => {
  test('are replaced and taken away with --force only, and doctor says that they are', async () => {
    const home = await makeHome();
    await told(home, words);
    const made = await readTable(home);
    await writeFile(tableOf(home), made.replace('* * * * *', '*/5 * * * *'));
    const before = await lookAtAll(home);
    for (const command of [words, ['install', '--monitor'], ['uninstall']])
      expect(await run(home, command)).toMatchObject({ exitCode: 77, stderr: expect.stringContaining('--force') });
    expect(await run(home, ['install', '--print'])).toMatchObject({ exitCode: 0 });
    const { points } = await doctor(home);
    expect(points[4]).toMatchObject({ level: 'ok', found: expect.stringContaining('edited by hand') });
    expect(await lookAtAll(home)).toEqual(before);
    await told(home, [...words, '--force']);
    expect(await readTable(home)).toBe(made);
    expect(String(await readBackups(home, 'crontab-'))).toContain('*/5');
  });

  test('by install itself are not edited: what this shell says of OpenClaw goes into them', async () => {
    const home = await makeHome();
    await told(home, words);
    const env = { OPENCLAW_HOME: '/opt/claw', OPENCLAW_GATEWAY_TOKEN: 'secret-token' };
    expect(await told(home, words, env)).toMatchObject({ event: 'installed' });
    const table = await readTable(home);
    expect(table).toContain(' OPENCLAW_HOME=/opt/claw ');
    expect(table).not.toContain('secret-token');
    const { points } = await doctor(home);
    expect(points[4]?.found).toContain('install would write it otherwise now');
  });
});

describe('install says', () => {
  test('how the schedule of another scheduler goes, and that what else it starts has to be started first', async () => {
    const home = await makeHome();
    await mkdir(join(home.base, 'systemctl'));
    await told(home, [...words, '--monitor']);
    const { doubts } = await told(home, ['install', '--systemd', '--no-test']);
    const fix = doubts.find(({ found }) => found.includes('another line'))?.fix;
    const at = `--home ${home.dir}`;
    expect(fix).toBe(
      `If it is of no more use, take it out: owner-report-watchdog install --systemd --monitor --no-test ${at} && owner-report-watchdog uninstall --cron ${at}`,
    );
    await told(home, ['install', '--systemd', '--monitor', '--no-test']);
    await run(home, ['uninstall', '--cron']);
    const units = await readdir(join(home.base, '.config/systemd/user'));
    expect(units.filter((name) => name.includes('monitor'))).not.toEqual([]);
    expect((await told(home, ['install', '--systemd'])).event).toBe('unchanged');
  });

  test('that another line drains this home, too', async () => {
    const home = await makeHome();
    const line = `1 * * * * owner-report-watchdog --home ${home.dir}`;
    await writeCrontab(home, [line, '1 * * * * owner-report-watchdog --home /elsewhere']);
    const { doubts } = await told(home, words);
    expect(doubts.filter(({ found }) => found.includes('another line'))).toMatchObject([
      { level: 'warn', found: expect.stringContaining(line) },
    ]);
  });

  test('how one that it has made itself is taken away', async () => {
    const home = await makeHome();
    await mkdir(join(home.base, 'systemctl'));
    await told(home, [...words, '--systemd']);
    const uninstall = ['uninstall', '--systemd'];
    expect((await told(home, [...words, '--cron'])).doubts).toContainEqual({
      level: 'warn',
      found: expect.stringContaining('.service: ExecStart='),
      fix: `If it is of no more use, take it out: owner-report-watchdog ${uninstall.join(' ')} --home ${home.dir}`,
    });
    await run(home, uninstall);
    expect(Object.keys(await lookAtAll(home)).filter((name) => name.endsWith('.service'))).toEqual([]);
    expect(await readTable(home)).toContain('# BEGIN owner-report');
  });

  test('that no file has jobs for the monitor, which stays once it is there', async () => {
    startCron();
    const home = await makeHome();
    const jobs = join(home.base, 'jobs.json');
    const env = { OWNER_REPORT_CONFIG_FILE: jobs };
    const first = await told(home, [...words, '--monitor'], env);
    expect(first.doubts).toMatchObject([{ found: expect.stringContaining(jobs) }]);
    expect(first.logs).toEqual([home.path('watchdog.log'), home.path('monitor.log')]);
    await writeFile(jobs, '{"version":1,"jobs":[]}', { mode: 0o600 });
    expect(await told(home, [...words, '--force'], env)).toMatchObject({ event: 'unchanged' });
    const table = await readTable(home);
    expect(table.match(/^\* \* \* \* \* /gm)).toHaveLength(2);
    expect(table.replaceAll("'", '')).toContain(`OWNER_REPORT_CONFIG_FILE=${jobs} `);
  });

  test('what a hub starts, too, which stays once it is there', async () => {
    startCron();
    const home = await makeHome();
    const { logs } = await told(home, [...words, '--relay']);
    expect(logs).toEqual([home.path('watchdog.log'), home.path('relay.log')]);
    expect(await told(home, words)).toMatchObject({ event: 'unchanged' });
    const lines = (await readTable(home)).replaceAll("'", '').match(/^\* \* \* \* \* .*/gm) ?? [];
    expect(lines).toEqual([
      expect.stringContaining('run_owner_report_watchdog.sh'),
      expect.stringMatching(/owner-report-relay\.cjs pull --home \S+ >> \S+relay\.log 2>&1$/),
    ]);
    // All three beside each other.
    expect((await told(home, [...words, '--monitor'])).logs).toHaveLength(3);
  });

  test('which scheduler is missing', async () => {
    const home = await makeHome();
    const PATH = await makeToolDirectory(['env', 'sh', 'node', 'dirname', 'readlink']);
    for (const command of [[...words, '--cron'], words, ['install', '--systemd', ...words.slice(1)]])
      expect(await run(home, command, { env: { PATH } })).toMatchObject({
        exitCode: 69,
        stderr: expect.stringMatching(/found (?:none|neither)/),
      });
    expect(await run(home, [...words, '--cron', '--systemd'])).toMatchObject({ exitCode: 64 });
  });

  test('what cannot stand in a schedule', async () => {
    const home = await makeHome();
    const result = await run(home, [...words, '--home', join(home.base, 'a\tb')]);
    expect(result).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('control character') });
    expect(await run(home, words, { env: withSchedulers() })).toMatchObject({ exitCode: 0 });
  });
});
