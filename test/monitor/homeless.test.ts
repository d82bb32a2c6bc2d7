import { chmod } from 'node:fs/promises';

import { execa } from 'execa';
import { expect } from 'vitest';

import { type Bench, makeBench } from '../fixtures/monitor/bench.ts';
import { commandPath } from '../harness.ts';
import { testIf } from '../testIf.ts';

const canLoseAccount = process.getuid?.() === 0;

/** Runs a command of the monitor as a user without an account and without HOME. */
async function runHomeless(bench: Bench, args: string[]) {
  await chmod(bench.base, 0o755);
  const account = ['--reuid=47110', '--regid=47110', '--clear-groups'];
  const { PATH, OWNER_REPORT_HOME } = bench.home.environment();
  return execa('setpriv', [...account, process.execPath, commandPath('monitor'), ...args, ...bench.files(args)], {
    reject: false,
    extendEnv: false,
    env: { PATH, OWNER_REPORT_HOME },
  });
}

testIf(canLoseAccount, 'it needs root to be a user without an account')(
  'a user without a home directory loses only the jobs that need one',
  async () => {
    const bench = await makeBench();
    const job = { kind: 'one_shot_read', risk: 'read_only', commands: { run: ['/bin/true'] } };
    const jobs = [
      { ...job, id: 'placed', cwd: '/' },
      { ...job, id: 'homeless' },
    ];
    await bench.writeConfig({ version: 1, jobs }, 0o644);
    const result = await runHomeless(bench, ['validate-config']);
    expect(result.exitCode).toBe(78);
    expect(result.stderr).toContain('jobs[1].cwd: HOME: expected the home directory of this user');
    expect(result.stderr).not.toContain('jobs[0]');
  },
);

testIf(canLoseAccount, 'it needs root to be a user without an account')(
  'a user without a home directory is told what to type, with all files named',
  async () => {
    const bench = await makeBench();
    const commands = { start: ['/bin/true'], status: ['/bin/true'] };
    const job = { id: 'a', kind: 'long_running_read', risk: 'write_local', cwd: '/', commands };
    await bench.writeConfig({ version: 1, jobs: [job] }, 0o644);
    const result = await runHomeless(bench, ['start', 'a']);
    expect(result.exitCode).toBe(77);
    expect(result.stderr).toContain(
      `owner-report-monitor start a --allow-risk --config-file ${bench.configPath} --state-file ${bench.statePath} --home ${bench.home.dir}`,
    );
  },
);
