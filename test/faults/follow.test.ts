import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';

import { bareEnvironment, commandPath, makeHome, until } from '../harness.ts';

// It makes a call fail that no library of ours stands in the way of.
const canTrace = (await execa('strace', ['-f', '-o', '/dev/null', 'true'], { reject: false })).exitCode === 0;

if (!canTrace) console.warn('SKIPPED: --follow without watches needs strace and the right to trace');

test.skipIf(!canTrace)('--follow polls where no watch can be had, and ends on TERM', async () => {
  const home = await makeHome();
  await home.produce(['--report-id', 'r1']);
  const log = `${home.base}/trace`;
  const inject = ['-e', 'trace=inotify_init1', '-e', 'inject=inotify_init1:error=EMFILE'];
  const follow = [process.execPath, commandPath('watchdog'), '--follow', '--send-cmd', 'true'];
  // -D keeps strace out of the way of the signal.
  const child = execa('strace', ['-D', '-f', '-qq', ...inject, '-o', log, ...follow], {
    reject: false,
    extendEnv: false,
    stdin: 'ignore',
    env: { ...bareEnvironment(home.base), OWNER_REPORT_HOME: home.dir },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await until('the report', async () => (await home.names('sent')).includes('r1.md'));
  child.kill('SIGTERM');
  const result = await child;
  expect(result).toMatchObject({ exitCode: 0 });
  expect(result.stderr).toContain('EMFILE');
  expect(result.stderr).toContain('it is polled every 30 s');
});
