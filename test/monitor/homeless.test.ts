import { chmod } from 'node:fs/promises';

import { execa } from 'execa';
import { expect } from 'vitest';

import { makeBench } from '../fixtures/monitor/bench.ts';
import { commandPath } from '../harness.ts';
import { testIf } from '../testIf.ts';

const canLoseAccount = process.getuid?.() === 0;

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
    await chmod(bench.base, 0o755);
    const account = ['--reuid=47110', '--regid=47110', '--clear-groups'];
    const args = [
      ...account,
      process.execPath,
      commandPath('monitor'),
      'validate-config',
      '--config-file',
      bench.configPath,
    ];
    const { PATH, OWNER_REPORT_HOME } = bench.home.environment();
    const result = await execa('setpriv', args, { reject: false, extendEnv: false, env: { PATH, OWNER_REPORT_HOME } });
    expect(result.exitCode).toBe(78);
    expect(result.stderr + result.stdout).toContain('jobs[1].cwd: HOME: expected the home directory of this user');
    expect(result.stderr + result.stdout).not.toContain('jobs[0]');
  },
);
