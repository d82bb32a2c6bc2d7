import { chmod, mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { countingSend, sendsOf } from '../fixtures/send/gate.ts';
import { commandPath, makeHome, reportText } from '../harness.ts';
import { doctor, writeUnit } from './doctor.ts';

const twelve = Array.from({ length: 12 }, (_, index) => index + 1);

describe('doctor', () => {
  test('has twelve points, each ok, warn or fail, and a fix for every complaint', async () => {
    const home = await makeHome();
    await home.produce();
    const { points, exitCode } = await doctor(home, ['--send-cmd', countingSend(home)]);
    expect(points.map(({ point }) => point)).toEqual(twelve);
    for (const { level, found, fix, schemaVersion } of points) {
      expect(schemaVersion).toBe(1);
      expect(['ok', 'warn', 'fail']).toContain(level);
      expect(found).not.toBe('');
      expect(fix === undefined).toBe(level === 'ok');
    }
    expect(exitCode).toBe(points.some(({ level }) => level === 'fail') ? 75 : 0);
    expect(await sendsOf(home)).toEqual([]);
    const told = String((await home.run('watchdog', ['doctor', '--send-cmd', 'true'])).stdout);
    for (const point of twelve) expect(told).toMatch(new RegExp(`^(ok  |warn|fail)  ${point}\\. `, 'm'));
  });

  test('says what is wrong with head, settings and backlog', async () => {
    const home = await makeHome();
    await home.write('20200101T000000000Z-a', 'no front matter');
    const broken = await doctor(home);
    expect(broken.exitCode).toBe(75);
    expect(broken.points[1]).toMatchObject({
      level: 'fail',
      fix: expect.stringContaining('hold 20200101T000000000Z-a'),
    });
    expect(broken.points[2]).toMatchObject({ level: 'fail', found: expect.stringContaining('no send command') });
    expect(broken.points[8]).toMatchObject({ level: 'fail', found: expect.stringContaining('20200101T000000000Z-a') });
    await home.write('20200101T000000000Z-a', reportText('20200101T000000000Z-a'));
    await home.run('watchdog', ['--send-cmd', 'exit 6']);
    const stuck = await doctor(home, ['--send-cmd', 'true']);
    expect(stuck.points[8]).toMatchObject({
      level: 'fail',
      found: expect.stringContaining('send command exited with 6'),
    });
    await writeFile(home.path('config.json'), '{', { mode: 0o600 });
    expect((await doctor(home)).points[2]).toMatchObject({
      level: 'fail',
      found: expect.stringContaining('config.json'),
    });
  });

  test('and status find a head whose id another report was sent under, before a pass is broken off by it', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    await home.run('watchdog', ['--send-cmd', 'true']);
    await home.write('r1', reportText('r1', { done: 'something else' }));
    const { points } = await doctor(home, ['--send-cmd', 'true']);
    const hold = `owner-report-watchdog hold r1 --reason invalid --home ${home.dir}`;
    expect(points[1]).toMatchObject({
      level: 'fail',
      found: expect.stringContaining('found other content under it'),
      fix: expect.stringContaining(hold),
    });
    const { stdout } = await home.run('watchdog', ['status']);
    expect(stdout).toMatch(/^alert: the head can never be sent: .*found other content under it/);
    expect(stdout).toContain(`to type: ${hold}`);
  });

  test('says of an attempt whose record is damaged that its time is unknown', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    await mkdir(home.path('attempts'), { recursive: true });
    await writeFile(home.path('attempts/r1.json'), 'junk');
    const { points } = await doctor(home, ['--send-cmd', 'true']);
    expect(points[8]?.found).toContain('1 attempt, the last (at an unknown time): the attempt record was damaged');
  });

  test('with --send-test sends one real message and leaves the queue alone', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    const command = `cat > '${home.base}/message'; ${countingSend(home)}`;
    const { points } = await doctor(home, ['--send-test', '--send-cmd', command]);
    expect(points[7]).toMatchObject({ level: 'ok' });
    expect(await readFile(join(home.base, 'message'), 'utf8')).toContain('test message');
    expect(await sendsOf(home)).toEqual([expect.stringMatching(/-doctor-send-test-\w+ 1 0$/)]);
    expect([await home.names('pending'), await home.names('sent')]).toEqual([['r1.md'], []]);
    const failed = await doctor(home, ['--send-test', '--send-cmd', 'echo channel is closed; exit 2']);
    expect(failed).toMatchObject({ exitCode: 75 });
    expect(failed.points[7]).toMatchObject({ level: 'fail', found: expect.stringContaining('channel is closed') });
  });

  test('with --send-test and a file leaves the message where it can be read', async () => {
    const home = await makeHome();
    await mkdir(home.dir);
    const { points } = await doctor(home, ['--send-test', '--send-cmd', 'owner-report-send file']);
    expect(points[7]).toMatchObject({ level: 'ok' });
    expect(await readFile(home.path('outbox.txt'), 'utf8')).toContain('test message');
  });

  test('with --send-test and a channel whose settings are in the home, and leaves them there', async () => {
    const home = await makeHome();
    await mkdir(home.path('secrets'), { recursive: true, mode: 0o700 });
    const outbox = join(home.base, 'my outbox');
    await writeFile(home.path('secrets', 'OWNER_REPORT_OUTBOX'), `${outbox}\n`, { mode: 0o600 });
    const { points } = await doctor(home, [
      '--send-test',
      '--send-cmd',
      'unset OWNER_REPORT_OUTBOX; owner-report-send file',
    ]);
    expect(points[7]).toMatchObject({ level: 'ok' });
    expect(await readFile(outbox, 'utf8')).toContain('test message');
    expect(await home.names('secrets')).toEqual(['OWNER_REPORT_OUTBOX']);
  });

  test('finds the error at the end of the log that the schedule writes', async () => {
    const home = await makeHome();
    const command = `'${commandPath('watchdog')}' >> $HOME/reports.log 2>&1`;
    await writeUnit(home, 'reports.service', [
      '[Service]',
      `Environment=OWNER_REPORT_HOME=${home.dir} PATH=${dirname(process.execPath)}`,
      `ExecStart=/bin/sh -c "${command}"`,
    ]);
    await writeFile(join(home.base, 'reports.log'), 'sent one\nowner-report-watchdog: no send command\n');
    const { points } = await doctor(home, ['--send-cmd', 'true']);
    expect(points[4]).toMatchObject({ level: 'ok', found: expect.stringContaining('reports.service') });
    expect(points[5]).toMatchObject({ level: 'fail', found: expect.stringContaining('no send command') });
  });

  test.each(['pending', 'attempts', 'deliveries.jsonl'])(
    'goes through all points when %s is something else',
    async (name) => {
      const home = await makeHome();
      await home.write('20200101T000000000Z-a', reportText('20200101T000000000Z-a'));
      await rm(home.path(name), { recursive: true, force: true });
      if (name === 'deliveries.jsonl') await mkdir(home.path(name));
      else await writeFile(home.path(name), '');
      const { points, exitCode } = await doctor(home, ['--send-cmd', 'true']);
      expect(points.map(({ point }) => point)).toEqual(twelve);
      expect(exitCode).toBe(75);
      const failed = points.filter(({ level }) => level === 'fail');
      if (name !== 'deliveries.jsonl')
        expect(failed).toContainEqual(expect.objectContaining({ found: expect.stringContaining(home.path(name)) }));
      for (const { fix } of failed) expect(fix).toMatch(/\w/);
    },
  );

  test('names home, places, config and script that other users can write', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    await home.run('watchdog', ['--send-cmd', 'exit 1']);
    const script = await home.script('send me', 'true');
    await writeFile(home.path('config.json'), JSON.stringify({ sendCommand: `cat | '${script}' --flag` }));
    const findings = async () => (await doctor(home)).points.map(({ found }) => found).join('\n');
    expect(await findings()).not.toContain('can be written');
    for (const path of [home.dir, home.path('pending'), home.path('config.json'), script]) {
      const { mode } = await stat(path);
      await chmod(path, 0o770);
      expect(await findings()).toContain(`${path} can be written by other users (mode 770)`);
      await chmod(path, mode & 0o7777);
    }
  });

  test('says all that is wrong with the places, the worst first of all', async () => {
    const home = await makeHome();
    await home.produce();
    await chmod(home.dir, 0o777);
    await symlink('nowhere', home.path('pending', 'a\nlink.md'));
    const warned = (await doctor(home, ['--send-cmd', 'true'])).points[0];
    expect(warned).toMatchObject({ level: 'warn', found: expect.stringMatching(/1 in .*other users.*a\\nlink\.md/) });
    await rm(home.path('sent'), { recursive: true });
    await writeFile(home.path('sent'), '');
    const failed = (await doctor(home, ['--send-cmd', 'true'])).points[0];
    expect(failed).toMatchObject({ level: 'fail', fix: expect.stringMatching(/\n.*chmod go-w .*\nRemove/) });
  });

  test('and status look at a head with the longest of names', async () => {
    const home = await makeHome();
    const name = 'x'.repeat(252);
    await home.write(name, 'no front matter');
    const { points } = await doctor(home, ['--send-cmd', 'true']);
    expect(points[1]).toMatchObject({ level: 'fail', fix: expect.stringContaining(`${name}.md`) });
    expect(points[8]).toMatchObject({ found: expect.stringContaining(name) });
    const status = await home.run('watchdog', ['status', '--json']);
    expect(status).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(String(status.stdout))).toMatchObject({ head: { report_id: name, attempts: 0 } });
  });
});
