import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { commandPath, type Command, makeHome, reportText, root, type TestHome } from '../harness.ts';
import { testIf } from '../testIf.ts';

const report = ['--team', 't', '--worker', 'w', '--task-id', 'job'];

/** Runs a program in a working directory that is removed before it starts. */
function runInRemoved(home: TestHome, program: string, args: string[]) {
  const script = 'mkdir gone && cd gone && rmdir ../gone && exec "$@"';
  return execa('sh', ['-c', script, 'sh', program, ...args], {
    cwd: home.base,
    extendEnv: false,
    env: { ...home.environment(), OPENCLAW_HOME: join(home.base, 'openclaw') },
    reject: false,
  });
}

describe('in a working directory that was removed', () => {
  test.each([
    ['producer', ['--help'], 0],
    ['producer', ['--version'], 0],
    ['producer', [...report, '--status', 'done', '--done', 'x'], 0],
    ['producer', ['run', ...report, '--', 'sh', '-c', 'echo ran; exit 5'], 5],
    ['producer', ['run', ...report, '--tail', '0', '--', 'no-such-command-here'], 127],
    ['consumer', ['--all'], 0],
    ['driver', ['r1', '--send-cmd', 'true'], 0],
    ['watchdog', ['--all', '--send-cmd', 'true'], 0],
    ['watchdog', ['--scheduled', '--target', 'here'], 69],
    ['watchdog', ['status'], 0],
    ['watchdog', ['hold', 'r1', '--reason', 'r'], 0],
    ['watchdog', ['prune', '--older-than', '30d'], 0],
    ['monitor', ['validate-config'], 78],
    ['monitor', ['selftest'], 0],
  ] as [Command, string[], number][])('%s %j works', async (command, args, exitCode) => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    const result = await runInRemoved(home, commandPath(command), args);
    expect(result).toMatchObject({
      exitCode,
      stderr: expect.not.stringMatching(/uv_cwd|node:internal|not executable/),
    });
  });

  test('doctor tries the send command', async () => {
    const home = await makeHome();
    const args = ['doctor', '--send-test', '--send-cmd', 'true'];
    const { stdout } = await runInRemoved(home, commandPath('watchdog'), args);
    expect(stdout).toMatch(/^ok\s+\d+\. does the send command work\?/m);
  });

  test('the script for cron sends', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    const args = ['--send-cmd', `cat > '${home.base}/sent'`];
    const script = join(root, 'scripts/run_owner_report_watchdog.sh');
    expect(await runInRemoved(home, script, args)).toMatchObject({ exitCode: 0 });
    expect(await readFile(join(home.base, 'sent'), 'utf8')).toBe('hello\n');
  });

  test.each([
    ['consumer', ['--all', '--home', 'there']],
    ['consumer', ['pending/r1.md']],
    ['producer', [...report, '--status', 'done', '--body-file', 'body']],
    ['monitor', ['status', '--config-file', 'jobs.json']],
    ['monitor', ['status', '--state-file', 'state.json']],
  ] as [Command, string[]][])('a relative path of %s is refused with 64: %j', async (command, args) => {
    const home = await makeHome();
    expect(await runInRemoved(home, commandPath(command), args)).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining('expected an absolute path, since the working directory is gone'),
    });
  });
});

// root may go everywhere.
const asUser = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
const canTry = await canRunAsUser();

async function canRunAsUser(): Promise<boolean> {
  const words = [...asUser, commandPath('producer'), '--version'];
  return (await execa('env', words, { reject: false, cwd: '/' })).exitCode === 0;
}

testIf(canTry, 'it needs the right to be another user, and a checkout that one can read')(
  'run starts its command in a working directory that may not be entered, with a PATH that may not be searched',
  async () => {
    const home = await makeHome();
    const locked = join(home.base, 'locked');
    await mkdir(locked);
    if (asUser.length > 0) await execa('chown', ['65534:65534', home.base]);
    const words = [...asUser, commandPath('producer'), 'run', ...report, '--'];
    const runThere = (...command: string[]) =>
      execa('sh', ['-c', 'cd "$0" && chmod 000 . && exec "$@"', locked, ...words, ...command], {
        cwd: home.base,
        extendEnv: false,
        env: { ...home.environment(), PATH: `${locked}:${dirname(process.execPath)}:/usr/bin:/bin` },
        reject: false,
      });
    try {
      expect(await runThere('sh', '-c', 'echo ran; exit 5')).toMatchObject({ exitCode: 5, stdout: 'ran' });
      await execa('chmod', ['755', locked]);
      expect(await runThere('no-such-command-here')).toMatchObject({ exitCode: 127 });
    } finally {
      await execa('chmod', ['755', locked]);
    }
  },
);
