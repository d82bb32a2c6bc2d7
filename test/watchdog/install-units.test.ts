import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { makeHome, root, type TestHome } from '../harness.ts';
import { hasProgram, testIf } from '../testIf.ts';
import { doctor } from './doctor.ts';
import { lookAtAll, run, told } from './install.ts';

const words = (name: string) => ['install', `--${name}`, '--monitor', '--via', 'file', '--no-test'];
const unitDir = (home: TestHome) => join(home.base, '.config/systemd/user');
const agentDir = (home: TestHome) => join(home.base, 'Library/LaunchAgents');

/** Names that systemd, XML and a shell take for something else. */
const oddName = 'my %h "q" \'s\' $ \\ `b` <&> 繁 é';

/** A home of that name, where systemctl answers. */
async function makeOdd(): Promise<{ home: TestHome; dir: string[] }> {
  const home = await makeHome();
  await mkdir(join(home.base, 'systemctl'));
  return { home, dir: ['--home', join(home.base, oddName)] };
}

describe('timers of systemd', () => {
  test('are written, enabled, and what doctor calls ok', async () => {
    const { home, dir } = await makeOdd();
    await told(home, [...words('systemd'), ...dir]);
    expect((await readdir(unitDir(home))).map((name) => name.replace(/-[0-9a-f]{8}\./, '.'))).toEqual([
      'owner-report-monitor.service',
      'owner-report-monitor.timer',
      'owner-report-watchdog.service',
      'owner-report-watchdog.timer',
    ]);
    const { points } = await doctor(home, dir);
    expect(points[4]).toMatchObject({ level: 'ok', found: expect.stringContaining('as it was installed') });
    expect(points[5]).toMatchObject({ level: 'ok', found: expect.stringContaining('watchdog.log') });
    expect(points[11]).toMatchObject({ found: expect.stringContaining('.timer') });
    expect(points[11]?.level).not.toBe('fail');
    const before = await lookAtAll(home);
    // Without a word it stays with systemd, although there is a crontab command.
    expect(await told(home, ['install', '--monitor', ...dir])).toMatchObject({
      event: 'unchanged',
      scheduler: 'systemd',
    });
    const { 'systemctl/asked': asked, ...after } = await lookAtAll(home);
    expect({ ...after, 'systemctl/asked': before['systemctl/asked'] }).toEqual(before);
    expect(asked).not.toContain('launchctl');
  });

  test('that somebody has switched off are switched on again, and taken away with all their files', async () => {
    const { home } = await makeOdd();
    await told(home, words('systemd'));
    const { schedule } = await told(home, [...words('systemd'), '--print']);
    const timer = basename(schedule[1]?.where ?? '');
    await writeFile(join(home.base, 'systemctl', `is-enabled-${timer}`), 'disabled\n');
    expect(await told(home, words('systemd'))).toMatchObject({ event: 'installed' });
    expect((await doctor(home)).points[4]).toMatchObject({ level: 'ok' });
    expect(await run(home, ['uninstall'])).toMatchObject({ exitCode: 0 });
    expect(await readdir(unitDir(home))).toEqual([]);
    const asked = await readFile(join(home.base, 'systemctl/asked'), 'utf8');
    expect(asked.split('\n').filter((line) => line.startsWith('disable'))).toHaveLength(2);
    expect(await home.names('.')).toContain('config.json');
  });

  test('are not written where systemd does not answer', async () => {
    const home = await makeHome();
    const before = await lookAtAll(home);
    expect(await run(home, words('systemd'))).toMatchObject({
      exitCode: 73,
      stderr: expect.stringMatching(/No medium found[^]*enable-linger[^]*--cron/),
    });
    expect(await lookAtAll(home)).toEqual(before);
  });

  test('that are there already and not ours stay, and so do edited ones', async () => {
    const { home } = await makeOdd();
    const { schedule } = await told(home, [...words('systemd'), '--print']);
    const [service] = schedule;
    await mkdir(unitDir(home), { recursive: true });
    await writeFile(service?.where ?? '', '# mine\n');
    expect(await run(home, words('systemd'))).toMatchObject({ exitCode: 77 });
    expect(await readFile(service?.where ?? '', 'utf8')).toBe('# mine\n');
    expect(await told(home, [...words('systemd'), '--force'])).toMatchObject({ event: 'installed' });
    await writeFile(service?.where ?? '', (service?.text ?? '').replace('oneshot', 'exec'));
    expect(await run(home, ['uninstall'])).toMatchObject({ exitCode: 77 });
    expect(await run(home, ['uninstall', '--force'])).toMatchObject({ exitCode: 0 });
    expect(await readdir(unitDir(home))).toEqual([]);
  });

  testIf(hasProgram('systemd-analyze'), 'it needs systemd-analyze')('are what systemd itself can read', async () => {
    const { home, dir } = await makeOdd();
    await told(home, [...words('systemd'), ...dir]);
    const units = (await readdir(unitDir(home))).map((name) => join(unitDir(home), name));
    const verify = () => execa('systemd-analyze', ['verify', ...units], { reject: false, all: true });
    expect(await verify()).toMatchObject({ exitCode: 0, all: '' });
    const [first = ''] = units;
    await writeFile(first, (await readFile(first, 'utf8')).replace('/usr/bin/env', '/nowhere/env'));
    expect((await verify()).all).toContain('/nowhere/env');
  });
});

describe('agents of launchd', () => {
  test('are written, loaded, and what doctor calls ok', async () => {
    const { home, dir } = await makeOdd();
    await told(home, [...words('launchd'), ...dir]);
    const [monitor, watchdog] = await readdir(agentDir(home));
    expect([monitor, watchdog]).toEqual([
      expect.stringMatching(/^owner-report\.monitor\.\w+\.plist$/),
      expect.stringMatching(/^owner-report\.watchdog\.\w+\.plist$/),
    ]);
    const { points } = await doctor(home, dir);
    expect(points[4]).toMatchObject({ level: 'ok', found: expect.stringContaining('as it was installed') });
    expect(points[11]).toMatchObject({ level: 'ok', found: expect.stringContaining('launchd') });
    expect(await told(home, ['install', '--monitor', ...dir])).toMatchObject({
      event: 'unchanged',
      scheduler: 'launchd',
    });
    const loaded = join(home.base, 'launchctl', (watchdog ?? '').replace('.plist', ''));
    expect(await told(home, [...words('launchd'), ...dir], { OPENCLAW_HOME: '/opt/claw' })).toMatchObject({
      event: 'installed',
    });
    expect(await readFile(loaded, 'utf8')).toContain('/opt/claw');
    expect(await run(home, ['uninstall', ...dir])).toMatchObject({ exitCode: 0 });
    expect([await readdir(agentDir(home)), await readdir(join(home.base, 'launchctl'))]).toEqual([[], []]);
  });

  testIf(hasProgram('python3'), 'it needs python3 with plistlib')(
    'are property lists, and say what was meant',
    async () => {
      const { home, dir } = await makeOdd();
      await told(home, [...words('launchd'), ...dir]);
      const [, watchdog = ''] = await readdir(agentDir(home));
      const program = 'import json, plistlib, sys; print(json.dumps(plistlib.load(open(sys.argv[1], "rb"))))';
      const { stdout } = await execa('python3', ['-c', program, join(agentDir(home), watchdog)]);
      expect(JSON.parse(stdout)).toMatchObject({
        Label: watchdog.replace('.plist', ''),
        ProgramArguments: [join(root, 'scripts/run_owner_report_watchdog.sh'), ...dir],
        EnvironmentVariables: {
          NODE_BIN: expect.stringMatching(/^\/.*node$/),
          PATH: expect.stringContaining('/usr/bin'),
        },
        StartInterval: 60,
        StandardOutPath: join(dir[1] ?? '', 'watchdog.log'),
        AbandonProcessGroup: true,
      });
    },
  );
});
