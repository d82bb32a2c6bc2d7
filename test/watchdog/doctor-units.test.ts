import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import type { TestHome } from '../harness.ts';
import { answerSystemctl, doctor, fill, makeScheduled, withSchedulers, writeUnit } from './doctor.ts';

const timer = ['[Timer]', 'OnCalendar=minutely'];

/** A home whose schedule is a service of these lines, and its timer. */
async function makeTimed(lines: readonly string[]): Promise<TestHome> {
  const home = await makeScheduled([]);
  await writeUnit(
    home,
    'reports.service',
    lines.map((line) => fill(home, line)),
  );
  await writeUnit(home, 'reports.timer', timer);
  await answerSystemctl(home, { 'is-enabled-reports.timer': 'enabled', 'is-active-reports.timer': 'active' });
  return home;
}

describe('doctor finds that systemd drains this home by', () => {
  test.each([
    ['a variable', ['[Service]', 'Environment=OWNER_REPORT_HOME={home}', 'ExecStart={wrapper}']],
    ['a failure that is passed over', ['[Service]', 'ExecStart=-{wrapper} --home {home}']],
    ['blanks around =', ['[Service]', 'Environment = OWNER_REPORT_HOME={home}', 'ExecStart = {wrapper}']],
    ['a long line', ['[Service]', 'ExecStart={wrapper} \\', '  --home {home}']],
    ['the home of the user', ['[Service]', 'ExecStart={wrapper} --home %h/home']],
    ['a file of variables', ['[Service]', 'EnvironmentFile=-%h/o.env', 'ExecStart={wrapper}']],
  ])('%s', async (_what, lines) => {
    const home = await makeTimed(lines);
    await writeFile(join(home.base, 'o.env'), `# ours\nOWNER_REPORT_HOME="${home.dir}"\n`);
    const { points } = await doctor(home);
    expect(points[4]).toMatchObject({ level: 'ok' });
    expect(points[5]).toMatchObject({ level: 'ok', found: expect.stringContaining('journalctl --user') });
    expect(points[11]).toMatchObject({ found: expect.stringContaining('reports.timer') });
    expect(points[11]?.level).not.toBe('fail');
  });

  test.each([
    ['OWNER_REPORT_HOME={home}', 'ok'],
    ["OWNER_REPORT_HOME='{home}'", 'ok'],
    // systemd replaces nothing there, and takes it for no such file.
    ['OWNER_REPORT_HOME=$HOME/home', 'fail'],
    ['export OWNER_REPORT_HOME={home}', 'fail'],
  ])('a file of variables with %s: %s', async (line, level) => {
    const home = await makeTimed(['[Service]', 'EnvironmentFile=%h/o.env', 'ExecStart={wrapper}']);
    await writeFile(join(home.base, 'o.env'), `OWNER_REPORT_SEND_CMD=cat | cat\n${fill(home, line)}\n`);
    const { points } = await doctor(home);
    expect(points[4]).toMatchObject({ level });
    if (level === 'ok') expect(points[2]).toMatchObject({ found: expect.stringContaining('cat | cat') });
  });

  test('a drop-in', async () => {
    const home = await makeTimed(['[Service]', 'ExecStart={wrapper}']);
    expect((await doctor(home)).points[4]).toMatchObject({ level: 'fail' });
    await writeUnit(home, 'reports.service.d/home.conf', ['[Service]', `Environment=OWNER_REPORT_HOME=${home.dir}`]);
    expect((await doctor(home)).points[4]).toMatchObject({ level: 'ok' });
  });
});

describe('doctor fails where systemd has', () => {
  const service = ['[Service]', 'ExecStart={wrapper} --home {home}'];

  test.each([
    ['a timer that is not enabled', 'disabled', 'inactive', 'not enabled (disabled)', 'enable --now reports.timer'],
    ['a masked one', 'masked', 'inactive', 'not enabled (masked)', 'enable --now'],
    ['one that is enabled and not started', 'enabled', 'inactive', 'enabled and not started', 'restart reports.timer'],
  ])('%s', async (_what, enabled, active, found, fix) => {
    const home = await makeTimed(service);
    await answerSystemctl(home, { 'is-enabled-reports.timer': enabled, 'is-active-reports.timer': active });
    const { points, exitCode } = await doctor(home);
    expect(points[4]).toMatchObject({
      level: 'fail',
      found: expect.stringContaining(found),
      fix: expect.stringContaining(`systemctl --user ${fix}`),
    });
    expect(exitCode).toBe(75);
  });

  test.each([
    ['a directory to work in', 'WorkingDirectory=/nowhere', 'no directory /nowhere'],
    ['a file of variables', 'EnvironmentFile=/nowhere/env', 'found no /nowhere/env'],
    ['a place of its user', 'EnvironmentFile=%h/no.env', '/no.env'],
    ['a condition', '[Unit]\nConditionPathExists=/nowhere', 'found no /nowhere'],
  ])('%s that is not there', async (_what, line, found) => {
    const home = await makeTimed([...service, line]);
    expect((await doctor(home)).points[4]).toMatchObject({ level: 'fail', found: expect.stringContaining(found) });
  });

  test('a timer that counts from the last run and has no first one, and does not say that all is well', async () => {
    const home = await makeTimed(service);
    const lines = ['[Timer]', 'OnUnitActiveSec=1min'];
    const path = await writeUnit(home, 'reports.timer', lines);
    const { stdout, stderr } = await home.run('watchdog', ['doctor'], { env: withSchedulers() });
    expect(stdout).toContain(`${path} counts from the last run of reports.service`);
    expect(stderr).not.toContain('nothing here keeps reports from arriving');
    await writeUnit(home, 'reports.timer', [...lines, 'OnActiveSec=1min']);
    expect((await doctor(home)).points[4]).toMatchObject({ level: 'ok' });
    // Alone that comes once.
    await writeUnit(home, 'reports.timer', ['[Timer]', 'OnActiveSec=1min']);
    expect((await doctor(home)).points[11]?.found).toContain('it runs the pass once');
  });

  test('no answer, and nothing says that the timer is enabled', async () => {
    const home = await makeTimed(service);
    await rm(join(home.base, 'systemctl'), { recursive: true });
    expect((await doctor(home)).points[11]).toMatchObject({
      level: 'fail',
      found: expect.stringContaining('does not answer'),
    });
    const wants = join(home.base, '.config/systemd/user/timers.target.wants');
    await mkdir(wants);
    await symlink('../reports.timer', join(wants, 'reports.timer'));
    expect((await doctor(home)).points[11]?.level).not.toBe('fail');
  });

  test('a service that nothing starts', async () => {
    const home = await makeScheduled([]);
    const lines = service.map((line) => fill(home, line));
    await writeUnit(home, 'reports.service', lines);
    await answerSystemctl(home, { 'is-enabled-reports.service': 'static', 'is-active-reports.service': 'inactive' });
    expect((await doctor(home)).points[4]).toMatchObject({
      level: 'fail',
      found: expect.stringContaining('nothing starts reports.service'),
    });
    await writeUnit(home, 'reports.service', [...lines, '[Install]', 'WantedBy=default.target']);
    expect((await doctor(home)).points[4]).toMatchObject({ level: 'ok' });
  });

  test('a service that follows and does not live', async () => {
    const home = await makeScheduled([]);
    const follow = fill(home, '[Service]\nExecStart={wrapper} --home {home} --follow\n[Install]\nWantedBy=x.target');
    await writeUnit(home, 'reports.service', [follow]);
    await answerSystemctl(home, { 'is-enabled-reports.service': 'enabled', 'is-active-reports.service': 'inactive' });
    expect((await doctor(home)).points[4]).toMatchObject({
      level: 'fail',
      found: expect.stringContaining('not started'),
    });
  });

  test('a service without a timer, that ends after one pass', async () => {
    const home = await makeScheduled([]);
    await writeUnit(
      home,
      'reports.service',
      service.map((line) => fill(home, line)),
    );
    await answerSystemctl(home, { 'is-enabled-reports.service': 'enabled', 'is-active-reports.service': 'inactive' });
    expect((await doctor(home)).points[11]).toMatchObject({ level: 'warn', fix: expect.stringContaining('--follow') });
    const asked = await readFile(join(home.base, 'systemctl/asked'), 'utf8');
    expect(asked.split('\n').filter(Boolean)).toEqual(['is-enabled reports.service', 'is-active reports.service']);
  });
});

test('doctor asks launchd whether an agent is loaded', async () => {
  const home = await makeScheduled([]);
  const dir = join(home.base, 'Library/LaunchAgents');
  await mkdir(dir, { recursive: true });
  const words = fill(home, '{root}/scripts/run_owner_report_watchdog.sh');
  await writeFile(
    join(dir, 'org.x.plist'),
    `<dict><key>Label</key><string>org.x</string><key>ProgramArguments</key><array><string>${words}</string></array>
<key>EnvironmentVariables</key><dict><key>OWNER_REPORT_HOME</key><string>${home.dir}</string></dict>
<key>StartInterval</key><integer>60</integer></dict>`,
  );
  const env = withSchedulers();
  expect((await doctor(home, [], env)).points[4]).toMatchObject({
    level: 'fail',
    found: expect.stringContaining('org.x is not loaded'),
    fix: expect.stringContaining(`launchctl bootstrap "gui/$(id -u)" ${dir}/org.x.plist`),
  });
  await mkdir(join(home.base, 'launchctl'));
  await writeFile(join(home.base, 'launchctl/org.x'), '');
  expect((await doctor(home, [], env)).points[4]).toMatchObject({ level: 'ok' });
});
