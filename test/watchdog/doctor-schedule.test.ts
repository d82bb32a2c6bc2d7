import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { commandPath, makeHome, root, type TestHome } from '../harness.ts';
import { makeOpenclaw } from '../scripts/workbench.ts';
import { doctor } from './doctor.ts';

describe('doctor looks as cron would see', () => {
  // As one would type it.
  const wrapper = `'${join(root, 'scripts/run_owner_report_watchdog.sh')}'`;

  /** A home with a report, a crontab of these lines, and an OpenClaw that answers well. */
  async function makeScheduled(lines: (entry: string) => string[]): Promise<{ home: TestHome; PATH: string }> {
    const home = await makeHome();
    await home.produce();
    const { entry } = await makeOpenclaw();
    const openclaw = `process.stdout.write('{"ok":true,"args":' + JSON.stringify(process.argv.slice(2)) + '}\\n');\n`;
    await writeFile(entry, `import 'node:fs';\n${openclaw}`);
    await writeFile(join(home.base, 'table'), `OWNER_REPORT_HOME=${home.dir}\n${lines(entry).join('\n')}\n`);
    await home.script('crontab', `cat '${home.base}/table'`);
    return { home, PATH: `${home.base}:${process.env['PATH'] ?? ''}` };
  }

  test('and passes the crontab line of the README, with no config.json', async () => {
    const { home, PATH } = await makeScheduled((entry) => [
      `NODE_BIN = "${process.execPath}"`,
      `17 4 * * * ${wrapper} prune --older-than 30d`,
      `* * * * * OWNER_REPORT_TARGET=channel:1 OPENCLAW_ENTRY='${entry}' ${wrapper} >> "$HOME/o.log" 2>&1`,
    ]);
    await writeFile(join(home.base, 'o.log'), '');
    const { points, exitCode } = await doctor(home, ['--send-test'], { PATH, NODE_BIN: '' });
    expect(points.map(({ level }) => level)).toEqual(Array.from({ length: 9 }, () => 'ok'));
    expect(exitCode).toBe(0);
    expect(points[2]?.found).toContain('send/openclaw.sh');
    expect(points[4]?.found).toContain('OWNER_REPORT_TARGET=channel:1');
    expect(points[6]?.found).toContain('OpenClaw');
  });

  test('and misses a target that only this shell knows', async () => {
    const { home, PATH } = await makeScheduled((entry) => [
      `* * * * * NODE_BIN=${process.execPath} OPENCLAW_ENTRY=${entry} ${wrapper} >> $HOME/o.log 2>&1`,
    ]);
    const { points, exitCode } = await doctor(home, [], { PATH, OWNER_REPORT_TARGET: 'channel:1' });
    expect(points[2]).toMatchObject({ level: 'fail', fix: expect.stringContaining('OWNER_REPORT_TARGET') });
    expect(exitCode).toBe(75);
  });

  test('and takes the variables and flags of a line that runs the watchdog itself', async () => {
    const { home, PATH } = await makeScheduled(() => [
      'OWNER_REPORT_SEND_CMD=echo "$OWNER_REPORT_CHANNEL is closed" >&2; exit 2',
      `NODE_BIN=${process.execPath}`,
      `* * * * * '${commandPath('watchdog')}' --channel ntfy >> $HOME/o.log 2>&1`,
    ]);
    const { points } = await doctor(home, ['--send-test'], { PATH });
    expect(points[2]).toMatchObject({ level: 'ok', found: expect.stringContaining('is closed') });
    expect(points[7]).toMatchObject({ level: 'fail', found: expect.stringContaining('ntfy is closed') });
    const told = await doctor(home, ['--send-test', '--send-cmd', 'true'], { PATH });
    expect(told.points[7]).toMatchObject({ level: 'ok' });
  });

  test('and says when the wrapper is not where the line looks for it', async () => {
    const { home, PATH } = await makeScheduled(() => ['* * * * * /nowhere/run_owner_report_watchdog.sh']);
    const { points } = await doctor(home, ['--send-cmd', 'true'], { PATH });
    expect(points[4]).toMatchObject({ level: 'fail', found: expect.stringContaining('/nowhere/') });
  });

  test.each([
    ['drains another home by its variable', 'OWNER_REPORT_HOME=/elsewhere', '', 'drains /elsewhere, not '],
    ['drains another home by its flag', '', '--home /elsewhere', 'drains /elsewhere, not '],
    ['only dry-runs by its variable', 'OWNER_REPORT_DRY_RUN=1', '', 'only a dry run'],
    ['only dry-runs by its flag', '', '--dry-run', 'only a dry run'],
  ])('and warns of a line that %s, unless another one drains', async (_what, variable, flag, told) => {
    const idle = `* * * * * ${variable} ${wrapper} ${flag} >> $HOME/o.log 2>&1`;
    const alone = await makeScheduled(() => [idle]);
    const { points } = await doctor(alone.home, ['--send-cmd', 'true'], { PATH: alone.PATH });
    expect(points[4]).toMatchObject({ level: 'warn', found: expect.stringContaining(told) });
    const both = await makeScheduled(() => [idle, `* * * * * ${wrapper} >> $HOME/o.log 2>&1`]);
    const after = await doctor(both.home, ['--send-cmd', 'true'], { PATH: both.PATH });
    expect(after.points[4]).toMatchObject({ level: 'ok' });
  });

  test('and reads the variables of a systemd unit', async () => {
    const home = await makeHome();
    await home.produce();
    await mkdir(join(home.base, '.config/systemd/user'), { recursive: true });
    await writeFile(
      join(home.base, '.config/systemd/user/reports.service'),
      `[Unit]\nDescription=owner-report-watchdog\n[Service]\nExecStart=${wrapper}\nEnvironment=OWNER_REPORT_HOME=${home.dir} OWNER_REPORT_TARGET=channel:1 "NODE_BIN=${process.execPath}"\n`,
    );
    const { points } = await doctor(home, [], { NODE_BIN: '' });
    expect(points[2]).toMatchObject({ level: 'ok', found: expect.stringContaining('send/openclaw.sh') });
    expect(points[4]).toMatchObject({ level: 'ok', found: expect.stringContaining('ExecStart=') });
  });
});
