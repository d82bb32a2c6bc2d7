import { describe, expect, test } from 'vitest';

import { readLaunchAgent } from '../../../../packages/watchdog/src/entry/launchAgent.ts';
import type { ScheduleEntry } from '../../../../packages/watchdog/src/entry/scheduleEntry.ts';
import { parseUnit, readService, type Unit } from '../../../../packages/watchdog/src/entry/systemdUnit.ts';

const wrapper = '/opt/owner report/scripts/run_owner_report_watchdog.sh';

function unit(name: string, ...texts: string[]): Unit {
  return { where: `/u/${name}`, isOfSystem: false, keys: parseUnit(texts) };
}

function read(service: Unit, activators: Unit[] = []): ScheduleEntry[] {
  return readService(service, activators, { home: '/home/me', name: 'me' }, (path) => `FROM_FILE=${path}\n`);
}

describe('a unit of systemd', () => {
  test('has its variables wherever they stand, and blanks, prefixes and long lines as systemd takes them', () => {
    const text = String.raw`
[Unit]
Description = owner-report-watchdog
[Service]
ExecStart = -"${wrapper}" \
  # in between
  --max-count 3
Environment = A=1 "B=2 3" C=%h/x
EnvironmentFile = -/etc/o.env
WorkingDirectory=/srv
`;
    expect(read(unit('x.service', text))).toMatchObject([
      {
        program: wrapper,
        args: ['--max-count', '3'],
        variables: { A: '1', B: '2 3', C: '/home/me/x', FROM_FILE: '/etc/o.env' },
        cwd: '/srv',
        log: { command: 'journalctl --user -u x.service -n 20' },
      },
    ]);
  });

  test('is changed by its drop-ins', () => {
    const own = '[Service]\nExecStart=/x/owner-report-watchdog\nEnvironment=OWNER_REPORT_HOME=/a\n';
    const dropIn =
      '[Service]\nExecStart=\nExecStart=/y/owner-report-watchdog --all\nEnvironment=OWNER_REPORT_HOME=/b\n';
    const [entry, ...others] = read(unit('x.service', own, dropIn));
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ program: '/y/owner-report-watchdog', variables: { OWNER_REPORT_HOME: '/b' } });
  });

  test('is started by its timer, by whatever name', () => {
    const service = unit('x.service', '[Service]\nExecStart=owner-report-watchdog\nStandardOutput=append:%h/o.log\n');
    expect(read(service)).toMatchObject([
      { isOnce: true, unit: { name: 'x.service' }, log: { path: '/home/me/o.log' } },
    ]);
    for (const timer of [
      unit('x.timer', '[Timer]\nOnCalendar=minutely\n'),
      unit('y.timer', '[Timer]\nOnActiveSec=1\nOnUnitActiveSec=60\nUnit=x.service\n'),
    ])
      expect(read(service, [timer])).toMatchObject([
        { isOnce: false, unit: { name: timer.where.slice(3) }, faults: [] },
      ]);
    const unbegun = unit('x.timer', '[Timer]\nOnUnitActiveSec=60\n');
    expect(read(service, [unbegun])).toMatchObject([
      { faults: [{ level: 'warn', found: expect.stringContaining('counts from the last run of x.service') }] },
    ]);
    const never = unit('x.timer', '[Timer]\nPersistent=true\n');
    expect(read(service, [never])).toMatchObject([{ faults: [{ found: expect.stringContaining('no time') }] }]);
    for (const other of [
      unit('z.timer', '[Timer]\nOnCalendar=minutely\n'),
      unit('x.timer', '[Timer]\nOnCalendar=minutely\nUnit=z.service\n'),
    ])
      expect(read(service, [other])).toMatchObject([{ unit: { name: 'x.service' } }]);
  });

  test('of the system runs as root, or as whom it names', () => {
    const service = (user: string) => ({
      ...unit('x.service', `[Service]\nExecStart=/x/owner-report-watchdog\n${user}`),
      isOfSystem: true,
    });
    expect(read(service(''))).toMatchObject([{ user: 'root' }]);
    expect(read(service('User=nobody\n'))).toMatchObject([{ user: 'nobody' }]);
  });

  test('runs its words without a shell, but for a shell that it calls', () => {
    const [entry] = read(unit('x.service', '[Service]\nExecStart=/x/owner-report-watchdog --target a;b>c\n'));
    expect(entry).toMatchObject({ args: ['--target', 'a;b>c'], output: undefined });
    const [shell] = read(unit('x.service', `[Service]\nExecStart=/bin/sh -c "owner-report-watchdog >> $HOME/o.log"\n`));
    expect(shell).toMatchObject({ program: 'owner-report-watchdog', output: '/home/me/o.log' });
  });
});

describe('an agent of launchd', () => {
  const agent = (more: string) =>
    `<dict><key>Label</key><string>org.x</string><key>ProgramArguments</key>\n<array><string>${wrapper}</string><string>a&amp;b</string></array>
<key>EnvironmentVariables</key><dict><key>A</key><string>1</string></dict>${more}</dict>`;

  test('is a property list', () => {
    const more = '<key>StartInterval</key><integer>60</integer><key>StandardErrorPath</key><string>/o.log</string>';
    expect(readLaunchAgent('x.plist', agent(more), '/home/me')).toMatchObject([
      {
        program: wrapper,
        args: ['a&b'],
        variables: { A: '1' },
        isOnce: false,
        log: { path: '/o.log' },
        unit: { name: 'org.x' },
        faults: [],
      },
    ]);
  });

  test('may be disabled, and have no time', () => {
    const [entry] = readLaunchAgent('x.plist', agent('<key>Disabled</key>\n<true/>'), '/home/me');
    expect(entry).toMatchObject({ isOnce: true, faults: [{ level: 'fail' }] });
  });
});
