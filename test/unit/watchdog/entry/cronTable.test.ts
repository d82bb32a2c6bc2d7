import { describe, expect, test } from 'vitest';

import { readCronTable } from '../../../../packages/watchdog/src/entry/cronTable.ts';
import type { ScheduleEntry } from '../../../../packages/watchdog/src/entry/scheduleEntry.ts';
import { untold } from '../../../../packages/watchdog/src/entry/shellLine.ts';

const wrapper = '/opt/owner report/scripts/run_owner_report_watchdog.sh';

function read(lines: readonly string[], hasUsers = false): ScheduleEntry[] {
  const table = { where: 'crontab -l', text: lines.join('\n'), hasUsers };
  return readCronTable(table, '/home/me', (path) => `export SOURCED=${path}\n`);
}

describe('a crontab', () => {
  test('gives each line that runs us, with the variables above it and before the program', () => {
    const [entry, ...others] = read([
      'OWNER_REPORT_HOME = "/srv/a b"',
      'PATH=$PATH:/x',
      '# owner-report-watchdog is commented out',
      `* * * * * cd /tmp && OWNER_REPORT_TARGET=1 '${wrapper}' --max-count 3 >> "$HOME/o.log" 2>&1`,
      '0 3 * * * something else',
    ]);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      where: 'crontab -l',
      // cron expands nothing in a variable line.
      variables: { OWNER_REPORT_HOME: '/srv/a b', OWNER_REPORT_TARGET: '1', PATH: '$PATH:/x' },
      program: wrapper,
      args: ['--max-count', '3'],
      output: '/home/me/o.log',
      cwd: '/tmp',
      entered: '/tmp',
      faults: [],
    });
  });

  test.each([
    ['flock -n /tmp/l owner-report-watchdog --all', ['flock'], ['--all']],
    ['nice -n 5 owner-report-watchdog', ['nice'], []],
    ['env A=1 owner-report-watchdog', ['env'], []],
    ['exec owner-report-watchdog', [], []],
    ["/bin/sh -c 'owner-report-watchdog --all'", ['/bin/sh'], ['--all']],
    ['node /opt/x/bin/owner-report-watchdog.cjs --all', ['node'], ['--all']],
  ])('finds the program in "%s"', (command, carriers, args) => {
    expect(read([`* * * * * ${command}`])).toMatchObject([{ carriers, args }]);
  });

  test.each([
    'which owner-report-watchdog',
    'test -x /x/owner-report-watchdog',
    'pkill -f owner-report-watchdog',
    'echo owner-report-watchdog',
  ])('finds none in "%s"', (command) => {
    expect(read([`* * * * * ${command}`])).toEqual([]);
  });

  test('follows what the line sets, exports and sources', () => {
    const line = '. /etc/o.env; export OWNER_REPORT_HOME=~/q; X=/y; test -x /x && owner-report-watchdog --home $X';
    expect(read([`* * * * * ${line}`])).toMatchObject([
      { args: ['--home', '/y'], variables: { OWNER_REPORT_HOME: '/home/me/q', SOURCED: '/etc/o.env' } },
    ]);
  });

  test('knows a login shell, a pipe and a dated log', () => {
    const [login, piped, dated] = read([
      "* * * * * bash -lc 'owner-report-watchdog >> ~/o.log'",
      '* * * * * owner-report-watchdog 2>&1 | logger -t reports',
      String.raw`* * * * * owner-report-watchdog >> ~/o-$(date +\%F).log`,
    ]);
    expect(login).toMatchObject({ hasProfile: true, output: '/home/me/o.log' });
    expect(piped).toMatchObject({ hasProfile: false, output: 'program' });
    expect(dated).toMatchObject({ output: `/home/me/o-${untold}.log`, faults: [] });
  });

  test.each([
    ['* * * * * owner-report-watchdog >> ~/o-$(date +%F).log', 'bare "%"'],
    ["* * * * * owner-report-watchdog --send-cmd 'mail", 'no end of a quote'],
    ['61 * * * * owner-report-watchdog', 'is no minute'],
    ['@often owner-report-watchdog', '"@often" is no schedule'],
  ])('says that cron does not run "%s" as it is meant', (line, why) => {
    expect(read([line])).toMatchObject([{ faults: [{ level: 'fail', found: expect.stringContaining(why) }] }]);
  });

  test.each(['@hourly', '@reboot', '*/5 * * * *'])('takes the schedule %s', (schedule) => {
    const isOnce = schedule === '@reboot';
    expect(read([`${schedule} owner-report-watchdog`])).toMatchObject([{ faults: [], isOnce }]);
  });

  test('of the system has a user in each line', () => {
    const [own, other] = read(
      ['* * * * * nobody owner-report-watchdog', '@hourly root sudo -u me owner-report-watchdog'],
      true,
    );
    expect(own).toMatchObject({ user: 'nobody', args: [] });
    expect(other).toMatchObject({ user: 'me' });
  });
});
