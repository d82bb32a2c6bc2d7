import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { doctor, fill, makeScheduled, startCron, withSchedulers } from './doctor.ts';

const log = '>> $HOME/o.log 2>&1';

describe('what a line sources counts for doctor as for cron:', () => {
  test.each([
    ['export OWNER_REPORT_HOME="{home}"', '', 'ok', '{wrapper}'],
    ['OWNER_REPORT_HOME="{home}"', 'set -a; ', 'ok', '{wrapper}'],
    ['OWNER_REPORT_HOME="{home}"\nexport OWNER_REPORT_HOME', '', 'ok', '{wrapper}'],
    // The shell knows it, and hands it on to no command.
    ['OWNER_REPORT_HOME="{home}"', '', 'drains ', '{wrapper}'],
    ['OWNER_REPORT_HOME="{home}"\nexport OTHER', 'set -a; set +a; ', 'drains ', '{wrapper}'],
    ['export PATH="{bin}:$PATH"', '', 'ok', 'owner-report-watchdog --home {home}'],
    // That PATH is cron's, and not the one of whoever asks.
    ['export PATH="/nowhere:$PATH"', '', 'finds no owner-report-watchdog', 'owner-report-watchdog --home {home}'],
  ])('%s', async (file, before, found, program) => {
    const home = await makeScheduled([`* * * * * ${before}. $HOME/o.env; ${program} ${log}`]);
    await writeFile(join(home.base, 'o.env'), `# ours\n${fill(home, file)}\n`);
    const { points } = await doctor(home, [], { PATH: `${fill(home, '{bin}')}:${withSchedulers()['PATH']}` });
    expect(points[4]).toMatchObject(
      found === 'ok' ? { level: 'ok' } : { level: 'fail', found: expect.stringContaining(found) },
    );
  });
});

describe('doctor says of a line that sources a file what the shell makes of it:', () => {
  test.each([
    '. $HOME/missing;',
    '. $HOME/missing &&',
    '. $HOME/missing || true;',
    'cd $HOME && . $HOME/missing &&',
    'source $HOME/o.env &&',
    'source $HOME/o.env;',
    'cd $HOME && . o.env &&',
    'cd $HOME && . ./o.env &&',
    'cd $HOME; . o.env;',
    "bash -c 'cd $HOME; . o.env && {run}';",
    "bash -c 'cd /; PATH=$HOME:$PATH; . o.env && {run}';",
    '. $HOME/o.env &&',
    '[ ! -f $HOME/missing ] || . $HOME/missing;',
    '[ -f $HOME/missing ] && . $HOME/missing;',
    'if [ -f $HOME/missing ]; then set -a; . $HOME/missing; fi;',
    'for f in $HOME/*.nothing; do [ -f "$f" ] && . "$f"; done;',
    "bash -c '. $HOME/missing; {run}';",
    "bash -c 'source $HOME/o.env && {run}';",
    "sh -c '. $HOME/missing; {run}';",
  ])('%s', async (before) => {
    startCron();
    const fillIn = (run: string) => (before.includes('{run}') ? before.replace('{run}', run) : `${before} ${run}`);
    const home = await makeScheduled([`* * * * * ${fillIn('{wrapper} --home {home}')} ${log}`]);
    await writeFile(join(home.base, 'o.env'), 'OTHER=1\n');
    const shell = await execa('/bin/sh', ['-c', fillIn('echo ran')], { reject: false, env: { HOME: home.base } });
    const { points } = await doctor(home);
    expect(points[4]?.level === 'ok', JSON.stringify(points[4])).toBe(shell.stdout === 'ran');
  });
});

test('doctor takes no time for a program where a file is sourced', async () => {
  const home = await makeScheduled([`* * * * * . /usr/bin/env; {wrapper} --home {home} ${log}`]);
  expect((await doctor(home)).points).toHaveLength(12);
});

describe('doctor finds in a crontab', () => {
  test.each([
    "su - reports -c '{run}'",
    "su -c '{run}' reports",
    "/bin/su -s /bin/sh -c '{run}' reports",
    "runuser -l reports -c '{run}'",
    'runuser -u reports -- {run}',
    'sudo --user=reports {run}',
    'sudo -nu reports {run}',
    'nice sudo -ureports {run}',
    "sudo -u reports sh -eu -c '{run}'",
  ])('another user, by %s, with the line to type', async (line) => {
    const command = line.replace('{run}', '/opt/run_owner_report_watchdog.sh --home {home}');
    const home = await makeScheduled([`* * * * * ${command}`]);
    expect((await doctor(home)).points[4]).toMatchObject({
      level: 'fail',
      found: expect.stringContaining('runs as user reports, '),
      fix: expect.stringContaining('sudo -u reports owner-report-watchdog doctor'),
    });
  });

  test('line ends of Windows, and the fix takes them away', async () => {
    startCron();
    const home = await makeScheduled([`* * * * * {wrapper} --home {home} ${log}\r`]);
    const { points } = await doctor(home);
    expect(points[4]).toMatchObject({ level: 'fail', found: expect.stringContaining('carriage return') });
    await execa('sh', ['-c', String(points[4]?.fix)], { env: { ...withSchedulers(), HOME: home.base } });
    expect((await doctor(home)).points[4]).toMatchObject({ level: 'ok' });
  });

  test.each([
    'false &&',
    'test -e /nowhere &&',
    '[ ! -d / ] &&',
    '! test -d / &&',
    'sleep 0 && [ -x /nowhere ] &&',
    '[ -d / ] ||',
    'sleep 0 || true ||',
    '[ -e /nowhere ] || [ -e /nowhere/too ] &&',
  ])('a line that runs only by %s', async (condition) => {
    startCron();
    const home = await makeScheduled([`* * * * * ${condition} {wrapper} --home {home} ${log}`]);
    const { points } = await doctor(home);
    expect(points[4]).toMatchObject({ level: 'warn', found: expect.stringContaining('runs only if') });
  });
});
