import { describe, expect, test } from 'vitest';

import { parseCrontab, parseUnit } from '../../../../packages/watchdog/src/doctor/scheduleEntry.ts';

const wrapper = '/opt/owner report/scripts/run_owner_report_watchdog.sh';

describe('a crontab', () => {
  test('gives each line that runs us, with the variables above it and before the program', () => {
    const text = [
      'OWNER_REPORT_HOME = "/srv/a b"',
      '# owner-report-watchdog is commented out',
      `* * * * * cd / && OWNER_REPORT_TARGET=1 '${wrapper}' --max-count 3 >> "$HOME/o.log" 2>&1`,
      '0 3 * * * something else',
    ].join('\n');
    const [entry, ...others] = parseCrontab('crontab -l', text, '/home/me');
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      where: 'crontab -l',
      variables: { OWNER_REPORT_HOME: '/srv/a b', OWNER_REPORT_TARGET: '1' },
      args: ['--max-count', '3', '>>', '/home/me/o.log', '2>&1'],
      wrapper,
      drains: true,
    });
  });

  test.each([
    ['owner-report-watchdog prune --older-than 30d', false],
    ['owner-report-watchdog status', false],
    ['owner-report-watchdog --all', true],
    ['~/bin/owner-report-watchdog', true],
  ])('the line "%s" drains: %j', (line, drains) => {
    expect(parseCrontab('x', `* * * * * ${line}`, '/home/me')[0]).toMatchObject({ drains, wrapper: undefined });
  });
});

describe('a unit', () => {
  test('of systemd has its variables wherever they stand', () => {
    const text = `[Service]\nExecStart=${wrapper.replace(' ', '\\ ')}\nEnvironment=A=1 "B=2 3"\n`;
    expect(parseUnit('x.service', text, '/home/me')).toMatchObject([{ wrapper, variables: { A: '1', B: '2 3' } }]);
  });

  test('of launchd is a property list', () => {
    const text = `<array>\n<string>${wrapper}</string>\n</array>\n<key>A</key><string>1</string>\n`;
    expect(parseUnit('x.plist', text, '/home/me')).toMatchObject([{ wrapper, variables: { A: '1' } }]);
  });
});
