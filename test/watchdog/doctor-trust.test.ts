import { chmod, chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { commandPath, type TestHome } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { doctor, fill, makeScheduled, withSchedulers, writeCrontab } from './doctor.ts';

const isRoot = process.getuid?.() === 0;
const needsRoot = testIf(isRoot, 'it needs root, to give files to another user');

/** A program that leaves a trace when it is run. */
async function makeTrap(home: TestHome, name: string): Promise<string> {
  const dir = join(home.base, 'others');
  await mkdir(dir, { recursive: true });
  const path = join(dir, name);
  await writeFile(path, `#!/bin/sh\necho ran >> '${home.base}/ran'\nexit 1\n`);
  await chmod(path, 0o755);
  return path;
}

function traceOf(home: TestHome): Promise<string> {
  return readFile(join(home.base, 'ran'), 'utf8').catch(() => '');
}

describe('doctor never runs', () => {
  test('the wrapper of a line that everybody can change', async () => {
    const home = await makeScheduled([]);
    const path = await makeTrap(home, 'run_owner_report_watchdog.sh');
    await writeCrontab(home, [`* * * * * ${path} --home ${home.dir} >> ~/o.log`]);
    await doctor(home, ['--send-test']);
    expect(await traceOf(home)).toBe('ran\n');
    await rm(join(home.base, 'ran'));
    for (const [place, mode] of [
      [path, 0o757],
      [join(path, '..'), 0o757],
    ] as const) {
      await chmod(place, mode);
      const { points } = await doctor(home, ['--send-test']);
      expect(points[7]).toMatchObject({ level: 'fail', found: expect.stringMatching(/^not run: .* by everybody/) });
      await chmod(place, 0o755);
    }
    expect(await traceOf(home)).toBe('');
  });

  needsRoot("another user's NODE_BIN, and says so", async () => {
    const home = await makeScheduled([]);
    const node = await makeTrap(home, 'node');
    await writeCrontab(home, [fill(home, `* * * * * NODE_BIN=${node} {wrapper} --home {home} >> ~/o.log`)]);
    await doctor(home);
    expect(await traceOf(home)).toContain('ran');
    await rm(join(home.base, 'ran'));
    await chown(node, 65_534, 65_534);
    const { points, exitCode } = await doctor(home);
    expect(points[6]).toMatchObject({
      level: 'fail',
      found: expect.stringContaining(`${node} belongs to another user`),
    });
    expect(exitCode).toBe(75);
    expect(await traceOf(home)).toBe('');
  });

  needsRoot("another user's node on the PATH of a line, or send command", async () => {
    const home = await makeScheduled([]);
    const node = await makeTrap(home, 'node');
    const send = await makeTrap(home, 'send');
    for (const path of [node, send]) await chown(path, 65_534, 65_534);
    const line = `* * * * * PATH=${join(node, '..')}:/usr/bin:/bin {wrapper} --home {home} >> ~/o.log`;
    await writeCrontab(home, [fill(home, line)]);
    const { points } = await doctor(home, ['--send-test', '--send-cmd', send], { NODE_BIN: '' });
    expect(points[7]).toMatchObject({ level: 'fail', found: expect.stringContaining('belongs to another user') });
    expect(await traceOf(home)).toBe('');
  });

  needsRoot("what a line of another user's names, in the tables of the system", async () => {
    const home = await makeScheduled([]);
    const wrapper = await makeTrap(home, 'run_owner_report_watchdog.sh');
    const node = await makeTrap(home, 'node');
    await writeFile(
      join(home.base, 'reports'),
      `NODE_BIN=${node}\n* * * * * nobody ${wrapper} --home ${home.dir}\n* * * * * root ${wrapper} --home /elsewhere\n`,
    );
    const setUp =
      'mkdir "$1/etc" && cp "$1/reports" "$1/etc" && mount --bind "$1/etc" /etc/cron.d && exec "$2" doctor --send-test';
    const { stdout, exitCode } = await execa(
      'unshare',
      ['-m', 'sh', '-c', setUp, 'sh', home.base, commandPath('watchdog')],
      { env: { ...home.environment(), ...withSchedulers() }, extendEnv: false, reject: false },
    );
    expect(stdout).toMatch(/^fail {2}5\. .*runs as user nobody/m);
    expect(stdout).toContain(`sudo -u nobody owner-report-watchdog doctor --home ${home.dir}`);
    expect(exitCode).toBe(75);
    expect(await traceOf(home)).toBe('');
  });
});
