import { lstat, readFile, stat, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { makeHome } from '../harness.ts';
import { doctor, startCron, withSchedulers, writeCrontab } from './doctor.ts';
import { collecting, lookAtAll, makeConfigured, readBackups, readTable, run, told } from './install.ts';

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

describe('install', () => {
  test('makes home, config and schedule, sends a test message, and doctor finds all well', async () => {
    startCron();
    const home = await makeHome();
    const { command, sent } = collecting(home);
    const result = await run(home, ['install', '--send-cmd', command]);
    expect(result).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('owner-report-watchdog uninstall') });
    expect(JSON.parse(await readFile(home.path('config.json'), 'utf8'))).toEqual({ sendCommand: command });
    expect([await modeOf(home.dir), await modeOf(home.path('config.json'))]).toEqual(['700', '600']);
    expect(await modeOf(home.path('watchdog.log'))).toBe('600');
    expect(await sent()).toContain('owner-report test message');
    const table = await readTable(home);
    expect(table).toContain(JSON.stringify(home.dir));
    expect(table).toMatch(/^\* \* \* \* \* PATH='?\/.* NODE_BIN='?\/.*>> .*watchdog\.log.* 2>&1$/m);
    const { points, exitCode } = await doctor(home, ['--send-test'], { NODE_BIN: '' });
    expect(points.map(({ level }) => level)).toEqual(Array.from({ length: 12 }, () => 'ok'));
    expect(exitCode).toBe(0);
    expect(points[4]?.found).toContain('as it was installed');
  });

  test('makes a schedule that sends', async () => {
    const home = await makeHome();
    const { command, sent } = collecting(home);
    await told(home, ['install', '--send-cmd', command, '--no-test']);
    expect(await sent()).toBe('');
    await home.produce(['--done', 'by the schedule']);
    const [, line = ''] = /^\* \* \* \* \* (.*)$/m.exec(await readTable(home)) ?? [];
    await execa('/bin/sh', ['-c', line], { env: { HOME: home.base, PATH: '/usr/bin:/bin' }, extendEnv: false });
    expect(await home.names('sent')).toHaveLength(1);
    expect(await sent()).toContain('by the schedule');
    expect(await readFile(home.path('watchdog.log'), 'utf8')).toContain('sent ');
  });

  test('changes nothing when all is there: no file, and no second message', async () => {
    const home = await makeHome();
    const { command, sent } = collecting(home);
    const words = ['install', '--cron', '--send-cmd', command];
    expect(await told(home, words)).toMatchObject({
      event: 'installed',
      test: 'sent',
      config: { keys: ['sendCommand'] },
    });
    const [before, message] = [await lookAtAll(home), await sent()];
    expect(await told(home, words)).toMatchObject({ event: 'unchanged' });
    expect(await told(home, ['install'])).toMatchObject({ event: 'unchanged' });
    expect(await lookAtAll(home)).toEqual(before);
    expect(message).not.toBe('');
  });

  test('of two at once one installs, and the other finds it done', async () => {
    const home = await makeHome();
    const { command, sent } = collecting(home);
    const words = ['install', '--send-cmd', command];
    const [one, other] = await Promise.all([told(home, words), told(home, words)]);
    expect([one.event, other.event].sort()).toEqual(['installed', 'unchanged']);
    expect((await readTable(home)).match(/# BEGIN/g)).toHaveLength(1);
    expect((await sent()).match(/test message/g)).toHaveLength(1);
  });

  test.each(['cron', 'systemd', 'launchd'])('--print shows the schedule of %s and changes nothing', async (name) => {
    const home = await makeHome();
    const before = await lookAtAll(home);
    const shown = await run(home, ['install', `--${name}`, '--print', '--via', 'file']);
    expect(shown).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('run_owner_report_watchdog.sh') });
    const { event, schedule } = await told(home, ['install', `--${name}`, '--print', '--via', 'file']);
    expect(event).toBe('planned');
    expect(String(shown.stdout)).toContain(schedule[0]?.text);
    expect(await lookAtAll(home)).toEqual(before);
  });
});

describe('config.json', () => {
  test('keeps what it says beside, and how it is written', async () => {
    const home = await makeConfigured('{\n\t"maxCount": 3,\n\t"routes": [ ],\n\t"target": "a"\n}\n');
    const { config, notes } = await told(home, ['install', '--via', 'file', '--target', join(home.base, 'b')]);
    expect(config.keys.sort()).toEqual(['target', 'via']);
    expect(await readFile(home.path('config.json'), 'utf8')).toBe(
      `{\n\t"maxCount": 3,\n\t"routes": [ ],\n\t"target": ${JSON.stringify(join(home.base, 'b'))},\n\t"via": "file"\n}\n`,
    );
    expect(notes).toEqual([expect.stringContaining(`as it was: ${home.path('config.json')}.`)]);
    expect(String(await readBackups(home, 'config.json'))).toContain('"target": "a"');
  });

  test('has one way: another takes the place of the old one, with its channel and target', async () => {
    const home = await makeConfigured('{"sendCommand":"false","channel":"discord","target":"a","team":"t"}');
    await told(home, ['install', '--via', 'file']);
    expect(JSON.parse(await readFile(home.path('config.json'), 'utf8'))).toEqual({ team: 't', via: 'file' });
    await told(home, ['install', '--send-cmd', 'cat > /dev/null', '--channel', 'ntfy']);
    expect(JSON.parse(await readFile(home.path('config.json'), 'utf8'))).toEqual({
      team: 't',
      sendCommand: 'cat > /dev/null',
      channel: 'ntfy',
    });
  });

  test.each([
    ['{"via":"telegram","target":"-100123"}', ['--via', 'ntfy']],
    ['{"via":"telegram","target":"-100123"}', ['--send-cmd', 'owner-report-send ntfy']],
    ['{"sendCommand":"owner-report-send telegram","target":"-100123"}', ['--via', 'ntfy']],
    ['{"sendCommand":"my-send","target":"-100123"}', ['--via', 'ntfy']],
  ])('keeps no target of %s for another channel: one that needs it is refused without', async (config, args) => {
    const home = await makeConfigured(config);
    const { exitCode, stderr } = await run(home, ['install', ...args, '--no-test']);
    expect(exitCode).toBe(78);
    expect(stderr).toContain('Add --target.');
    expect(await readFile(home.path('config.json'), 'utf8')).toBe(config);
  });

  test('that is a link stays one', async () => {
    const home = await makeConfigured('{}');
    await writeFile(join(home.base, 'mine.json'), '{"team":"t"}', { mode: 0o600 });
    await unlink(home.path('config.json'));
    await symlink('../mine.json', home.path('config.json'));
    await told(home, ['install', '--via', 'file']);
    expect(JSON.parse(await readFile(join(home.base, 'mine.json'), 'utf8'))).toEqual({ team: 't', via: 'file' });
    expect((await lstat(home.path('config.json'))).isSymbolicLink()).toBe(true);
  });

  test.each([
    ['is broken', '{"maxCount": 3,', 'expected JSON'],
    ['has comments', '{\n  // mine\n  "maxCount": 3\n}', 'expected JSON'],
    ['has keys that nobody knows', '{"maxCuont": 3}', '"maxCuont"'],
  ])('that %s is refused, and nothing is changed', async (_what, config, why) => {
    const home = await makeConfigured(config);
    const before = await lookAtAll(home);
    const result = await run(home, ['install', '--via', 'file']);
    expect(result).toMatchObject({ exitCode: 78, stdout: '', stderr: expect.stringContaining(why) });
    expect(await lookAtAll(home)).toEqual(before);
  });
});

describe('what is missing, where nobody can be asked,', () => {
  test.each([
    ['a way', [], '--via'],
    ['a target', ['--via', 'mail'], '--target'],
    ['a secret', ['--via', 'discord'], 'secrets/DISCORD_WEBHOOK_URL'],
    ['both', ['--via', 'telegram'], 'TELEGRAM_BOT_TOKEN'],
  ])('is said, and nothing is changed: %s', async (_what, words, why) => {
    const home = await makeHome();
    const before = await lookAtAll(home);
    const result = await run(home, ['install', ...words]);
    expect(result).toMatchObject({ exitCode: 78, stdout: '', stderr: expect.stringContaining(why) });
    expect(await lookAtAll(home)).toEqual(before);
  });

  test('can be put there by the line that it prints; a variable of this shell would not count', async () => {
    const home = await makeHome();
    const env = { ...withSchedulers(), WEBHOOK_URL: 'http://127.0.0.1:9/hook' };
    const { stderr } = await run(home, ['install', '--via', 'webhook', '--no-test'], { env });
    const [line = ''] = /\(umask 077.*$/m.exec(String(stderr)) ?? [];
    expect(line).not.toContain('127.0.0.1');
    await execa('/bin/sh', ['-c', line], { env: { ...home.environment(), ...env }, extendEnv: false });
    expect(await modeOf(home.path('secrets/WEBHOOK_URL'))).toBe('600');
    const { schedule } = await told(home, ['install', '--via', 'webhook', '--no-test'], env);
    expect(JSON.stringify(schedule)).not.toContain('127.0.0.1');
  });
});

describe('a test message that does not go out', () => {
  test('keeps the schedule away and the config there; once it is mended, install alone goes on', async () => {
    const home = await makeHome();
    await writeCrontab(home, ['* * * * * true']);
    const send = await home.script('send', 'echo "channel is closed" >&2; exit 1');
    const failed = await run(home, ['install', '--send-cmd', `'${send}'`]);
    expect(failed).toMatchObject({ exitCode: 75, stdout: '' });
    for (const said of ['channel is closed', 'config.json is written', 'no schedule was installed', '--no-test'])
      expect(failed.stderr).toContain(said);
    expect(await readTable(home)).toBe('* * * * * true\n');
    expect(await home.names('pending')).toEqual([]);
    await home.script('send', 'cat > /dev/null');
    expect(await told(home, ['install'])).toMatchObject({ event: 'installed', test: 'sent' });
    expect(await readTable(home)).toMatch(/^\* \* \* \* \* true\n# BEGIN/);
  });

  test('leaves a schedule that works with the config that it works by', async () => {
    const home = await makeHome();
    await told(home, ['install', '--via', 'file']);
    const before = await lookAtAll(home);
    const failed = await run(home, ['install', '--send-cmd', 'exit 1']);
    expect(failed).toMatchObject({ exitCode: 75, stderr: expect.stringContaining('config.json is as it was') });
    expect(failed.stderr).toContain("owner-report-watchdog install '--send-cmd=exit 1'");
    const mtime = /^\d+ [\d.]+ /;
    const withoutTimes = (all: Record<string, string>) =>
      Object.fromEntries(Object.entries(all).map(([name, seen]) => [name, seen.replace(mtime, '')]));
    expect(withoutTimes(await lookAtAll(home))).toEqual(withoutTimes(before));
  });
});
